// Makes the pictures of the README: a page on a wide screen, a page on a phone in a dark theme, and names that are looked for.
//
//     node readme.mjs --book DIR --out DIR
//
// The book is the example.

import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { launch, openTab, serve } from './browser.mjs';

// Nobody wants to wait for the pictures of a README.
const LARGEST = 200_000;

const PICTURES = [
    { name: 'page', page: 'api/levain.html#levain.plan', width: 1440, height: 960, theme: 'light' },
    { name: 'phone', page: 'api/levain.html#levain.Starter.feed', width: 390, height: 700, theme: 'navy' },
    { name: 'palette', page: 'api/levain.html', width: 640, height: 560, theme: 'ayu', typed: 'star' },
];

const { values } = parseArgs({ options: { book: { type: 'string' }, out: { type: 'string' } } });
mkdirSync(values.out, { recursive: true });
const server = await serve(values.book);
const browser = await launch();
try {
    for (const { name, page, typed, ...screen } of PICTURES) {
        const tab = await openTab(browser, screen);
        const answer = await tab.goto(server.url + page, { waitUntil: 'networkidle' });
        if (!answer.ok()) {
            throw new Error(`${page}: ${answer.status()}`);
        }
        await tab.evaluate(() => document.fonts.ready);
        if (typed !== undefined) {
            await tab.keyboard.press('t');
            await tab.getByRole('combobox').fill(typed);
            await tab.getByRole('option').first().waitFor();
        }
        const path = join(values.out, `${name}.png`);
        await tab.screenshot({ path });
        await tab.context().close();
        const { size } = statSync(path);
        if (size > LARGEST) {
            throw new Error(`${path} has ${size} bytes, more than ${LARGEST}`);
        }
    }
} finally {
    await browser.close();
    server.close();
}
