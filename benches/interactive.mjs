// Tells when large pages of several sites can be used, in Chromium.
//
//     node interactive.mjs --root DIR [--rounds N] NAME=PAGE...
//
// A page can be used when it has been read to its end, its scripts have started, and no task of them keeps it busy for more than
// 50 ms any longer. Each round opens every page in a new context, which has nothing stored. The medians, in milliseconds since the
// page was asked for, go to standard output as JSON.

import { parseArgs } from 'node:util';

import { launch, serve } from '../tests/browser/browser.mjs';

const QUIET = 1_500;

const { values, positionals } = parseArgs({
    options: { root: { type: 'string' }, rounds: { type: 'string', default: '5' } },
    allowPositionals: true,
});
const server = await serve(values.root);
const browser = await launch();
const found = {};
try {
    for (let round = 0; round < Number(values.rounds); round += 1) {
        for (const one of positionals) {
            const [name, page] = one.split('=');
            (found[name] ??= []).push(await visit(server.url + page));
        }
    }
} finally {
    await browser.close();
    server.close();
}

async function visit(url) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    await context.addInitScript(() => {
        globalThis.busyUntil = 0;
        const note = (list) => list.getEntries().forEach((task) => (globalThis.busyUntil = task.startTime + task.duration));
        new PerformanceObserver(note).observe({ type: 'longtask', buffered: true });
    });
    const tab = await context.newPage();
    await tab.goto(url, { waitUntil: 'load' });
    await tab.waitForTimeout(QUIET);
    const times = await tab.evaluate(() => {
        const [navigation] = performance.getEntriesByType('navigation');
        const [paint] = performance.getEntriesByName('first-contentful-paint');
        return {
            interactive: Math.max(navigation.domContentLoadedEventEnd, globalThis.busyUntil),
            paint: paint?.startTime ?? 0,
            bytes: navigation.decodedBodySize,
            elements: document.getElementsByTagName('*').length,
        };
    });
    await context.close();
    return times;
}

const median = (numbers) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const medians = Object.entries(found).map(([name, visits]) => {
    const keys = Object.keys(visits[0]);
    return [name, Object.fromEntries(keys.map((key) => [key, Math.round(median(visits.map((visit) => visit[key])))]))];
});
console.log(JSON.stringify(Object.fromEntries(medians)));
