// Reads a SARIF file and the validator's log about it; prints what is wrong. Called by sarif-gate.sh.
'use strict'
const fs = require('fs')
const zlib = require('zlib')

const [file, log] = process.argv.slice(2)
// SARIF2006 fetches addresses from the network: no ground for a gate.
const skip = new Set(['SARIF2006', ...(process.env.SARIF_SKIP || '').split(',')])
const problems = new Map()

function problem(id, text) {
  if (skip.has(id)) return
  const known = problems.get(id) || { count: 0, text }
  known.count += 1
  problems.set(id, known)
}

function validatorLog() {
  for (const run of JSON.parse(fs.readFileSync(log, 'utf8').replace(/^\uFEFF/, '')).runs) {
    const rules = run.tool.driver.rules || []
    for (const result of run.results || []) {
      const rule = rules[result.ruleIndex ?? result.rule?.index] || {}
      let text = rule.messageStrings?.[result.message.id]?.text || result.message.text || ''
      ;(result.message.arguments || []).forEach((value, at) => { text = text.replaceAll(`{${at}}`, value) })
      problem(result.ruleId || rule.id || 'VALIDATOR', text)
    }
    for (const invocation of run.invocations || []) {
      if (invocation.executionSuccessful === false) problem('VALIDATOR', 'the validator itself failed')
    }
  }
}

// What GitHub's upload refuses, or takes otherwise than it is meant.
function uploadRules(bytes, sarif) {
  if (zlib.gzipSync(bytes).length > 10 * 1024 * 1024) problem('UP-SIZE', 'over 10 MB after gzip')
  if (sarif.version !== '2.1.0') problem('UP-VERSION', 'version is not 2.1.0')
  if (sarif.runs?.length !== 1) problem('UP-RUNS', 'there is not exactly one run')
  for (const run of sarif.runs || []) {
    if (!/^([^/]+\/)+$/.test(run.automationDetails?.id || '')) problem('UP-CATEGORY', 'the category does not end with /')
    if (!Array.isArray(run.results)) { problem('UP-RESULTS', 'there is no array of results'); continue }
    if (run.results.length > 25000) problem('UP-RESULTS', 'over 25,000 results')
    const rules = run.tool.driver.rules || []
    rules.forEach(uploadRule)
    run.results.forEach((result) => uploadResult(result, rules))
  }
}

function uploadRule(rule) {
  const { tags = [], precision, 'security-severity': severity } = rule.properties || {}
  if (tags.length > 10) problem('UP-TAGS', `${rule.id} has over 10 tags`)
  if (!['very-high', 'high', 'medium', 'low'].includes(precision)) problem('UP-PRECISION', `${rule.id}: ${precision}`)
  if (typeof severity !== 'string' || !(Number(severity) > 0 && Number(severity) <= 10)) {
    problem('UP-SEVERITY', `security-severity of ${rule.id} is no string between 0 and 10: ${severity}`)
  }
}

function uploadResult(result, rules) {
  const name = `a result of ${result.ruleId}`
  if (rules[result.ruleIndex]?.id !== result.ruleId) problem('UP-RULEINDEX', `${name} has the index of another rule`)
  if (!result.message?.text) problem('UP-MESSAGE', `${name} says nothing`)
  if (!result.locations?.length) problem('UP-LOCATION', `${name} has no location`)
  if (result.locations?.length > 100) problem('UP-LOCATION', `${name} has over 100 locations`)
  for (const location of result.locations || []) uploadLocation(location.physicalLocation, name)
  if (!/^[0-9a-f]+:[1-9][0-9]*$/.test(result.partialFingerprints?.primaryLocationLineHash || '')) {
    problem('UP-FP', `${name} has no primaryLocationLineHash; the uploader adds it only for files of the checkout`)
  }
  if (result.suppressions?.length) problem('UP-SUPPRESS', `${name} is suppressed, and GitHub would open an alert`)
}

function uploadLocation(place, name) {
  const uri = place?.artifactLocation?.uri ?? ''
  const odd = /^([a-z][a-z0-9+.-]*:|\/|\.{0,2}\/|$)/i.test(uri) || /[^\x21-\x7e]|[\\"<>^`{|}]|%(?![0-9a-f]{2})/i.test(uri)
  if (odd || uri.split('/').includes('..')) problem('UP-URI', `${name} is at no clean relative address: ${uri}`)
  const { startLine, startColumn, endLine, endColumn } = place?.region || {}
  const numbers = [startLine, startColumn, endLine, endColumn]
  if (!numbers.every((number) => Number.isInteger(number) && number >= 1)) problem('UP-REGION', `${name}: ${numbers}`)
  if (endLine < startLine || (endLine === startLine && endColumn <= startColumn)) problem('UP-REGION', `${name} ends before it begins`)
}

function leaks(bytes, sarif) {
  if (!process.env.SARIF_SECRETS) return
  const texts = [bytes.toString('utf8'), JSON.stringify(sarif)]
  for (const secret of fs.readFileSync(process.env.SARIF_SECRETS, 'utf8').split('\n').filter(Boolean)) {
    const forms = [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]
    if (texts.some((text) => forms.some((form) => text.includes(form)))) problem('LEAK', 'a secret is in the file')
  }
}

const bytes = fs.readFileSync(file)
let sarif
try {
  sarif = JSON.parse(bytes.toString('utf8'))
} catch (error) {
  problem('JSON', error.message.split('\n')[0].slice(0, 80))
}
if (sarif) {
  validatorLog()
  uploadRules(bytes, sarif)
  leaks(bytes, sarif)
}
console.log(`${problems.size ? 'FAIL' : 'ok  '} ${file}`)
for (const [id, { count, text }] of [...problems].sort()) console.log(`     ${id} x${count}: ${text.slice(0, 200)}`)
process.exit(problems.size ? 1 : 0)
