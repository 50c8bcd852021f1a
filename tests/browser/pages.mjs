// Opens pages of a built book as readers do and reports what is wrong with them.
//
//     node pages.mjs --book DIR --out DIR [--prose PAGE]... [--api PAGE]...
//
// Each page is opened on a phone and on a wide screen, in a light and in a dark theme. It must load without an
// error, fit the width of the screen, and, if it is a page of the API, have a summary table whose first link
// leads to an anchor. Screenshots go to the directory `out`. The report, one JSON object, goes to standard
// output; the exit code is 1 if there is any problem in it.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { launch, openTab, serve } from './browser.mjs';

const WIDTHS = [390, 1440];
const THEMES = ['light', 'navy'];
// Longer pages are cut, so that a screenshot stays something that a person can look at.
const TALLEST_SCREENSHOT = 4000;

const { values } = parseArgs({
    options: {
        book: { type: 'string' },
        out: { type: 'string' },
        prose: { type: 'string', multiple: true, default: [] },
        api: { type: 'string', multiple: true, default: [] },
    },
});
const pages = [
    ...values.prose.map((path) => ({ path, isApi: false })),
    ...values.api.map((path) => ({ path, isApi: true })),
];

mkdirSync(values.out, { recursive: true });
const server = await serve(values.book);
const browser = await launch();
const visits = [];
try {
    for (const width of WIDTHS) {
        for (const theme of THEMES) {
            visits.push(...(await Promise.all(pages.map((page) => visit(page, width, theme)))));
        }
    }
} finally {
    await browser.close();
    server.close();
}
const problems = visits.flatMap((one) => one.problems.map((problem) => ({ page: one.page, problem })));
console.log(JSON.stringify({ visits, problems }, null, 2));
process.exitCode = problems.length === 0 ? 0 : 1;

/** Opens one page once, and collects what is wrong with it. */
async function visit({ path, isApi }, width, theme) {
    const tab = await openTab(browser, { width, height: 900, theme });
    const problems = [];
    tab.on('console', (message) => message.type() === 'error' && problems.push(`console: ${message.text()}`));
    tab.on('pageerror', (error) => problems.push(`script: ${error.message}`));
    tab.on('requestfailed', (request) => problems.push(`request: ${request.url()}`));
    await tab.goto(server.url + path, { waitUntil: 'networkidle' });

    const inTheme = await tab.evaluate((name) => document.documentElement.classList.contains(name), theme);
    if (!inTheme) {
        problems.push(`theme: not ${theme}`);
    }
    problems.push(...(await tab.evaluate(overflowing)).map((what) => `overflow: ${what}`));
    const screenshot = `${path.replaceAll('/', '-').replace(/\.html$/, '')}-${width}-${theme}.png`;
    const height = await tab.evaluate(() => document.documentElement.scrollHeight);
    const clip = { x: 0, y: 0, width, height: Math.min(height, TALLEST_SCREENSHOT) };
    await tab.screenshot({ path: join(values.out, screenshot), fullPage: true, clip });
    if (isApi) {
        problems.push(...(await followSummary(tab)).map((what) => `summary: ${what}`));
    }
    await tab.context().close();
    return { page: path, width, theme, screenshot, problems };
}

/** Runs in the page: names what makes the document, or mdBook's column of text, wider than the screen. */
function overflowing() {
    const column = document.querySelector('.content');
    const boxes = [document.documentElement, column].filter((box) => box?.scrollWidth > box?.clientWidth);
    const isClipped = (element) => {
        const around = element.parentElement?.closest('main *');
        return around !== null && around !== undefined
            && (getComputedStyle(around).overflowX !== 'visible' || isClipped(around));
    };
    const widest = [...document.querySelectorAll('main *')].filter(
        (element) => element.getBoundingClientRect().right > innerWidth && !isClipped(element),
    );
    const names = widest.slice(0, 3).map((element) => element.outerHTML.slice(0, 80));
    return boxes.map((box) => `${box.tagName} ${box.scrollWidth} > ${box.clientWidth}: ${names.join(' ')}`);
}

/** Clicks the first link of the first summary table and says what is wrong with where it leads. */
async function followSummary(tab) {
    const link = tab.locator('main table a[href*="#"]').first();
    if ((await link.count()) === 0) {
        return ['no link in any table'];
    }
    const href = await link.getAttribute('href');
    await link.click();
    await tab.waitForLoadState('networkidle');
    const top = await tab.evaluate(() => {
        const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
        return target?.getBoundingClientRect().top;
    });
    if (top === undefined) {
        return [`${href} leads to no anchor`];
    }
    return top >= 0 && top < 900 ? [] : [`${href} leads to an anchor out of sight`];
}
