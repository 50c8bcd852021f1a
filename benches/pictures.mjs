// Takes pictures of pages of several sites: on a phone and on a wide screen, light and dark.
//
//     node pictures.mjs --out DIR NAME=SITE/PAGE...
//
// SITE/PAGE is a file, and what it needs is below `--root`. A picture ends after a screen and a half: what people see first.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { launch, serve } from '../tests/browser/browser.mjs';

const SCREENS = [
    { name: 'phone', width: 390, height: 1300, isMobile: true },
    { name: 'wide', width: 1440, height: 1300, isMobile: false },
];

const { values, positionals } = parseArgs({
    options: { root: { type: 'string' }, out: { type: 'string' } },
    allowPositionals: true,
});
mkdirSync(values.out, { recursive: true });
const server = await serve(values.root);
const browser = await launch();
try {
    for (const { name, width, height, isMobile } of SCREENS) {
        for (const colorScheme of ['light', 'dark']) {
            const context = await browser.newContext({ viewport: { width, height }, colorScheme, isMobile, hasTouch: isMobile, reducedMotion: 'reduce' });
            for (const one of positionals) {
                const [label, page] = one.split('=');
                const tab = await context.newPage();
                await tab.goto(server.url + page, { waitUntil: 'load' });
                await tab.evaluate(() => document.fonts.ready);
                await tab.waitForTimeout(400);
                await tab.screenshot({ path: join(values.out, `${label}-${name}-${colorScheme}.png`) });
                await tab.close();
            }
            await context.close();
        }
    }
} finally {
    await browser.close();
    server.close();
}
