// Makes the picture for the README: the top of one page, on a wide screen in the light theme.
//
//     node picture.mjs --book DIR --page PAGE --out FILE

import { statSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { launch, openTab, serve } from './browser.mjs';

// Nobody wants to wait for the picture of a README.
const LARGEST = 300_000;

const { values } = parseArgs({
    options: { book: { type: 'string' }, page: { type: 'string' }, out: { type: 'string' } },
});
const server = await serve(values.book);
const browser = await launch();
try {
    const tab = await openTab(browser, { width: 1440, height: 960, theme: 'light' });
    const answer = await tab.goto(server.url + values.page, { waitUntil: 'networkidle' });
    if (!answer.ok()) {
        throw new Error(`${values.page}: ${answer.status()}`);
    }
    await tab.evaluate(() => document.fonts.ready);
    await tab.screenshot({ path: values.out });
} finally {
    await browser.close();
    server.close();
}
const { size } = statSync(values.out);
if (size > LARGEST) {
    throw new Error(`${values.out} has ${size} bytes, more than ${LARGEST}`);
}
