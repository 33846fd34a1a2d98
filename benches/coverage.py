"""Does `reticent history` find what git's own log shows? benches/coverage REPO...

Takes every line that some commit adds (`git log --all -m -p`, merges against each parent), scans them as files, and looks
for each token in what `reticent history` tells. With PEERS=DIR also what gitleaks and betterleaks find in their git mode.
Secrets stay in memory and in a folder that is removed; only rule names, masks and counts are printed.
"""

import base64
import collections
import json
import os
import re
import subprocess
import sys
import tempfile

program, peers, repositories = sys.argv[1], sys.argv[2], sys.argv[3:]
PIECE = 4 << 20

def run(*arguments):
    done = subprocess.run(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode not in (0, 1, 3):
        sys.exit(f'{arguments[:3]}: exit {done.returncode}: {done.stderr.decode(errors="replace")[:300]}')
    return done.stdout

def added(repository, folder):
    """Writes all added lines into files."""
    log = ['git', '-C', repository, 'log', '--all', '-m', '-p', '-U0', '--text', '--no-color', '--no-ext-diff', '--no-textconv', '--format=']
    out, size, number, total = None, 0, 0, 0
    with subprocess.Popen(log, stdout=subprocess.PIPE) as child:
        for line in child.stdout:
            if not line.startswith(b'+') or line.startswith(b'+++ '):
                continue
            if out is None or size > PIECE:
                number, size = number + 1, 0
                out = open(f'{folder}/{number:05}.txt', 'wb')
            out.write(line[1:])
            size += len(line)
            total += 1
    # Both peers read this log as well, and end where it does.
    if child.returncode:
        print(f'{repository}: git log broke off (exit {child.returncode}); what comes behind is not compared')
    return total, child.returncode != 0

def scanned(folder, confidence):
    told = run(program, 'scan', folder, '--no-ignore', '--config', 'none', '--quiet', '--reveal', '--format', 'json', '--min-confidence', confidence, '--no-foreign-markers')
    return [finding for finding in json.loads(told)['findings'] if 'secret' in finding]

def identities(secrets):
    """What a key told as PEM is called where its lines stand without their head: a commit that only replaces a key's body adds such."""
    with tempfile.TemporaryDirectory() as folder:
        for number, secret in enumerate(secrets):
            lines = secret.replace('␊', '\n').split('\n')
            if len(lines) > 2 and lines[0].startswith('-----BEGIN') and 'PRIVATE KEY' in lines[0]:
                body = ''.join(line for line in lines[1:] if not line.startswith('-----') and ':' not in line)
                try:
                    key = base64.b64decode(body)
                except ValueError:
                    continue
                with open(f'{folder}/{number}.der', 'wb') as out:
                    out.write(key)
        return [finding['secret'] for finding in scanned(folder, 'low')]

def mask(secret):
    return secret[:4] + '…'

wrong = 0
for repository in repositories:
    found = json.loads(run(program, 'history', repository, '--config', 'none', '--quiet', '--reveal', '--format', 'json', '--min-confidence', 'low', '--no-foreign-markers'))
    # What a rule says of a statement is no secret.
    secrets = {finding['secret'] for finding in found['findings'] if 'secret' in finding}
    everything = '\n'.join([*secrets, *identities(secrets)])
    missing, tokens = collections.Counter(), 0
    with tempfile.TemporaryDirectory() as folder:
        lines, broken = added(repository, folder)
        wrong += broken
        for finding in scanned(folder, 'high'):
            secret = finding['secret']
            # Joined lines of a patch are no file: what reaches over them (keys), and names with values, are judged by their surroundings.
            if finding['rule'].startswith(('secret/hardcoded', 'hygiene/', 'key/')):
                continue
            tokens += 1
            if secret not in everything:
                missing[finding['rule'], mask(secret)] += 1
    print(f'{repository}: {lines} added lines, {tokens} tokens in them, {len(missing)} not in the history')
    for (rule, secret), count in missing.most_common(20):
        print(f'  {rule} {secret} {count}')
    wrong += len(missing)
    for peer in filter(None, ['gitleaks', 'betterleaks'] if peers else []):
        with tempfile.TemporaryDirectory() as folder:
            report = f'{folder}/r.json'
            quiet = ['-l', 'error', '--exit-code', '0', '-f', 'json', '-r', report] if peer == 'gitleaks' else ['--silent', '--exit-code=0', '-o', report]
            subprocess.run([f'{peers}/{peer}', 'git', repository, '--no-banner', *quiet], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            told = json.load(open(report))
            told = told if isinstance(told, list) else told['findings']
        rules, all_rules = collections.Counter(), collections.Counter()
        for finding in told:
            secret = finding['Secret'] if peer == 'gitleaks' else finding['match']['value']
            rule = finding['RuleID'] if peer == 'gitleaks' else finding['rule_id']
            if not secret or rule.startswith('generic'):
                continue
            all_rules[rule] += 1
            if rule == 'private-key':
                # Peers end a key elsewhere than we do, and may begin in the line before it: its longest line is compared.
                # Without one, it is code that stands between two markers.
                secret = max(re.findall(r'[0-9A-Za-z+/=]{40,}', secret), key=len, default='')
            # They tell whole connection strings and commands, we the password in them.
            if secret not in everything and not any(ours in secret for ours in secrets if len(ours) > 7):
                rules[rule, mask(secret)] += 1
        print(f'  {peer}: {sum(all_rules.values())} findings by prefix rules, {len(rules)} secrets of them not ours')
        for (rule, secret), count in rules.most_common(20):
            print(f'    {rule} {secret} {count}')
sys.exit(1 if wrong else 0)
