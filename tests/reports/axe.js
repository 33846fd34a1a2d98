// Judges pages with axe-core: node axe.js PAGE... Exit 1 where something serious is found.
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { execFileSync } = require('node:child_process');
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const chromium = () => {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
    try {
      return execFileSync('which', [name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    } catch { /* not that one */ }
  }
  return '';
};

const told = (page, scheme, violations) => {
  let serious = 0;
  for (const { id, impact, help, nodes } of violations) {
    const counts = impact === 'serious' || impact === 'critical';
    serious += counts;
    console.log(`${path.basename(page)}${scheme}: ${impact} ${id}: ${help} (${nodes.length}), first: ${nodes[0].html.slice(0, 200)}`);
  }
  return serious;
};

const inJsdom = async (page) => {
  const { JSDOM } = require('jsdom');
  const { window } = new JSDOM(fs.readFileSync(page, 'utf8'), { runScripts: 'outside-only', pretendToBeVisual: true });
  window.eval(axe);
  const { violations, passes } = await window.axe.run(window.document, { rules: { 'color-contrast': { enabled: false } } });
  console.log(`${path.basename(page)}: ${passes.length} rules of axe-core kept`);
  return told(page, '', violations);
};

const inChromium = async (page, browser) => {
  let serious = 0;
  for (const scheme of ['light', 'dark']) {
    const tab = await browser.newPage();
    await tab.setBypassCSP(true);
    await tab.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    await tab.goto(`file://${path.resolve(page)}`);
    await tab.evaluate(axe);
    const { violations, passes } = await tab.evaluate(() => globalThis.axe.run(document));
    console.log(`${path.basename(page)}, ${scheme}: ${passes.length} rules of axe-core kept`);
    serious += told(page, `, ${scheme}`, violations);
    if (process.env.SHOT) await tab.screenshot({ path: `${process.env.SHOT}-${path.basename(page)}-${scheme}.png`, fullPage: true });
  }
  return serious;
};

(async () => {
  const program = chromium();
  const browser = program
    ? await require('puppeteer-core').launch({ executablePath: program, args: ['--no-sandbox', '--disable-gpu'] })
    : null;
  let serious = 0;
  for (const page of process.argv.slice(2)) serious += browser ? await inChromium(page, browser) : await inJsdom(page);
  await browser?.close();
  process.exit(serious === 0 ? 0 : 1);
})();
