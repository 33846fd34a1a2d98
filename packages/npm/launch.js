#!/usr/bin/env node
// Finds the program in the package for this system and runs it, without a shell: arguments stay what they are.
'use strict';
const { spawnSync } = require('node:child_process');
const { constants } = require('node:os');

const name = `reticent-${process.platform}-${process.arch}`;
const file = process.platform === 'win32' ? 'reticent.exe' : 'reticent';
let program;
try {
  program = require.resolve(`${name}/${file}`);
} catch {
  console.error(`error: the package ${name} is not installed; install without --omit=optional, or there is none for this system`);
  process.exit(2);
}
const done = spawnSync(program, process.argv.slice(2), { stdio: 'inherit' });
if (done.error) {
  console.error(`error: ${program}: ${done.error.message}`);
  process.exit(2);
}
process.exit(done.signal ? 128 + (constants.signals[done.signal] ?? 0) : done.status);
