//! Keys that Python's `cryptography` makes, in forms that no other tool here writes: post-quantum keys, web keys of all types, XML
//! and strong-name files; each with the size that it says itself.

use std::process::Command;

use serde_json::Value;

use crate::support::Tree;
use crate::truth::keys;

/// Makes files and prints, for each key, its file, algorithm, size and visibility.
const SCRIPT: &str = r"
import base64, json, struct
from cryptography.hazmat.primitives.asymmetric import rsa, dsa, ec, ed25519, ed448, x25519, x448, dh
from cryptography.hazmat.primitives import serialization as s
raw = lambda n: n.to_bytes((n.bit_length() + 7) // 8, 'big')
b64 = lambda n: base64.b64encode(raw(n)).decode()
url = lambda b: base64.urlsafe_b64encode(b).rstrip(b'=').decode()
said = []
def pem(name, key, algorithm, bits, form=s.PrivateFormat.PKCS8):
    open(name, 'wb').write(key.private_bytes(s.Encoding.PEM, form, s.NoEncryption()))
    said.append((name, algorithm, bits, 'private'))
    public = key.public_key()
    open(name + '.pub', 'wb').write(public.public_bytes(s.Encoding.PEM, s.PublicFormat.SubjectPublicKeyInfo))
    open(name + '.spki', 'wb').write(public.public_bytes(s.Encoding.DER, s.PublicFormat.SubjectPublicKeyInfo))
    said.append((name + '.pub', algorithm, bits, 'public'))
    said.append((name + '.spki', algorithm, bits, 'public'))

for bits in (1024, 1025, 2048):
    k = rsa.generate_private_key(65537, bits)
    pem('rsa%d' % bits, k, 'RSA', k.key_size)
    pem('old%d' % bits, k, 'RSA', k.key_size, s.PrivateFormat.TraditionalOpenSSL)
    open('ssh%d' % bits, 'wb').write(k.private_bytes(s.Encoding.PEM, s.PrivateFormat.OpenSSH, s.NoEncryption()))
    said.append(('ssh%d' % bits, 'RSA', k.key_size, 'private'))
d = dsa.generate_private_key(1024)
pem('dsa', d, 'DSA', d.key_size)
for curve in (ec.SECP224R1, ec.SECP256K1, ec.BrainpoolP384R1, ec.SECP521R1):
    e = ec.generate_private_key(curve())
    pem('ec-' + curve.name, e, 'EC', e.key_size)
pem('ed25519', ed25519.Ed25519PrivateKey.generate(), 'Ed25519', 256)
pem('ed448', ed448.Ed448PrivateKey.generate(), 'Ed448', 456)
pem('x25519', x25519.X25519PrivateKey.generate(), 'X25519', 256)
pem('x448', x448.X448PrivateKey.generate(), 'X448', 448)

k = rsa.generate_private_key(3, 1024); p = k.private_numbers(); n = p.public_numbers
xml = '<RSAKeyValue><Modulus>%s</Modulus><Exponent>%s</Exponent>' % (b64(n.n), b64(n.e))
open('public.xml', 'w').write(xml + '</RSAKeyValue>')
parts = zip(('P', 'Q', 'DP', 'DQ', 'InverseQ', 'D'), (p.p, p.q, p.dmp1, p.dmq1, p.iqmp, p.d))
open('private.xml', 'w').write(xml + ''.join('<%s>%s</%s>' % (t, b64(v), t) for t, v in parts) + '</RSAKeyValue>')
said += [('public.xml', 'RSA', 1024, 'public'), ('private.xml', 'RSA', 1024, 'private')]
low = lambda v, size: v.to_bytes(size, 'little')
head = lambda kind, magic: struct.pack('<BBHI4sII', kind, 2, 0, 0x2400, magic, 1024, n.e)
blob = head(7, b'RSA2') + low(n.n, 128)
blob += b''.join(low(v, 64) for v in (p.p, p.q, p.dmp1, p.dmq1, p.iqmp)) + low(p.d, 128)
open('strong.snk', 'wb').write(blob)
said.append(('strong.snk', 'RSA', 1024, 'private'))

e = ec.generate_private_key(ec.SECP256R1()).private_numbers(); q = e.public_numbers
o = ed25519.Ed25519PrivateKey.generate()
web = {
    'rsa.jwk': ({'kty': 'RSA', 'n': url(raw(n.n)), 'e': url(raw(n.e)), 'd': url(raw(p.d)), 'p': url(raw(p.p)), 'q': url(raw(p.q))}, 'RSA', 1024, 'private'),
    'ec.jwk': ({'kty': 'EC', 'crv': 'P-256', 'x': url(q.x.to_bytes(32, 'big')), 'y': url(q.y.to_bytes(32, 'big')), 'd': url(e.private_value.to_bytes(32, 'big'))}, 'EC', 256, 'private'),
    'okp.jwk': ({'kty': 'OKP', 'crv': 'Ed25519', 'x': url(o.public_key().public_bytes_raw()), 'd': url(o.private_bytes_raw())}, 'Ed25519', 256, 'private'),
    'oct.jwk': ({'kty': 'oct', 'k': url(bytes(range(24)))}, 'oct', 192, 'secret'),
}
for name, (key, *what) in web.items():
    open(name, 'w').write(json.dumps(key))
    said.append((name, *what))
try:
    from cryptography.hazmat.primitives.asymmetric import mldsa, mlkem
    for module, name, parameter in ((mldsa, 'MLDSA', '44'), (mldsa, 'MLDSA', '65'), (mldsa, 'MLDSA', '87'), (mlkem, 'MLKEM', '768'), (mlkem, 'MLKEM', '1024')):
        k = getattr(module, name + parameter + 'PrivateKey').generate()
        pem(name + parameter, k, name[:2] + '-' + name[2:] + '-' + parameter, None)
except Exception as reason:
    print('skipped: this cryptography makes no post-quantum keys', reason, file=__import__('sys').stderr)
print(json.dumps(said))
";

#[test]
fn python_says_the_same_of_what_it_makes() {
    let tree = Tree::new();
    let output = Command::new("python3").args(["-c", SCRIPT]).current_dir(tree.path("")).output();
    let Ok(output) = output.map_err(|error| eprintln!("skipped: python3: {error}")) else { return };
    let error = String::from_utf8_lossy(&output.stderr);
    if error.contains("No module named 'cryptography'") {
        eprintln!("skipped: python3 has no cryptography; .ci/run installs it");
        return;
    }
    assert!(output.status.success(), "{error}");
    eprint!("{error}");
    let said: Value = serde_json::from_slice(&output.stdout).unwrap();
    let keys = keys(&tree);
    for row in said.as_array().unwrap() {
        let (path, algorithm, bits, visibility) = (&row[0], &row[1], &row[2], &row[3]);
        let here: Vec<&Value> = keys.iter().filter(|key| key["path"] == *path).collect();
        let fits = |key: &&&Value| {
            let size = bits.is_null() || key["bits"] == *bits;
            key["algorithm"] == *algorithm && size && key["visibility"] == *visibility
        };
        assert!(here.iter().any(|key| fits(&key)), "{row} is not among {here:#?}");
    }
}
