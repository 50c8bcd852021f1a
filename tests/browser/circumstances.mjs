// Opens pages of the example book in unusual circumstances, and reports what is wrong.
//
//     node circumstances.mjs --right-to-left DIR --without-assets DIR
//
// The first book reads from right to left, and is printed too; the second has neither our style sheet nor our script. All
// of mdBook's themes are tried on a phone and on a wide screen. The report, a list of lines, goes to standard output as JSON.

import { parseArgs } from 'node:util';

import { Findings, THEMES, launch, openTab, serve } from './browser.mjs';

const PAGES = ['api/levain.html', 'api/levain/oven.html', 'api/levain/ferment/curve.html', 'api/class-hierarchy.html'];
const { values } = parseArgs({ options: { 'right-to-left': { type: 'string' }, 'without-assets': { type: 'string' } } });
const browser = await launch();
const findings = new Findings();
const expect = (is, what) => findings.expect(is, what);

/** Opens a page in each width and theme, and looks at it. */
async function look(folder, name, inspect) {
    const server = await serve(folder);
    for (const width of [390, 1440]) {
        const tab = await openTab(browser, { width, height: 900, theme: THEMES[0] });
        findings.listen(tab);
        for (const page of PAGES) {
            findings.where = `${name} ${page} ${width}`;
            await tab.goto(server.url + page, { waitUntil: 'load' });
            for (const theme of THEMES) {
                findings.where = `${name} ${page} ${width} ${theme}`;
                await tab.evaluate((own) => document.getElementById(`mdbook-theme-${own}`).click(), theme);
                const wide = await tab.evaluate(tooWide);
                expect(wide.length === 0, `too wide: ${wide}`);
            }
            await inspect(tab, page);
        }
        await tab.context().close();
    }
    server.close();
}

/** Runs in the page: what leaves the column of text, unless it can be scrolled, or makes the page wider than the screen. */
function tooWide() {
    const { scrollWidth, clientWidth } = document.documentElement;
    const main = document.querySelector('main').getBoundingClientRect();
    const isOut = (element) => {
        const { left, right, width } = element.getBoundingClientRect();
        return width > 0 && element.closest('.table-wrapper') === null && (left < main.left - 1 || right > main.right + 1);
    };
    const out = [...document.querySelectorAll('.autodoc :is(section, table, td, pre, p, dl, h1, h2, h3, h4)')].filter(isOut);
    const page = scrollWidth > clientWidth ? [`the page by ${scrollWidth - clientWidth}`] : [];
    return [...page, ...out.slice(0, 3).map((element) => element.outerHTML.slice(0, 80))];
}

async function fromRightToLeft(tab, page) {
    const found = await tab.evaluate(() => {
        const box = (selector) => document.querySelector(selector)?.getBoundingClientRect();
        const code = document.querySelector('.autodoc .sig code');
        return {
            direction: document.documentElement.dir,
            code: code && getComputedStyle(code).direction,
            cells: [box('.autodoc-rows td'), box('.autodoc-rows td + td')].map((one) => one?.left),
            source: box('.autodoc section > .autodoc-labels > a')?.left,
            heading: box('.autodoc section > h3')?.left,
        };
    });
    expect(found.direction === 'rtl', 'the book is not from right to left');
    if (page === PAGES[0]) {
        expect(found.code === 'ltr', 'code is turned');
        const isWide = tab.viewportSize().width > 600;
        expect(!isWide || found.cells[0] > found.cells[1], 'names are not at the start of rows');
        expect(found.source < found.heading, 'the source is not at the end of the heading');
    }
    // On paper there is nothing to press.
    await tab.emulateMedia({ media: 'print' });
    const wide = await tab.evaluate(tooWide);
    expect(wide.length === 0, `too wide on paper: ${wide}`);
    const pressed = await tab.evaluate(
        () => [...document.querySelectorAll('button')].filter((button) => button.checkVisibility({ opacityProperty: true })).length,
    );
    expect(pressed === 0, `${pressed} buttons on paper`);
    await tab.emulateMedia({ media: 'screen' });
}

async function withoutAssets(tab, page) {
    const ours = await tab.evaluate(() => document.querySelectorAll('.autodoc-copy, .autodoc-palette-button').length);
    expect(ours === 0, 'the script is there');
    if (page === PAGES[0]) {
        expect(await tab.locator('[id="levain.Starter.feed"]').isVisible(), 'nothing to read');
        const cells = await tab.locator('.autodoc-rows tr').first().locator('td').count();
        expect(cells === 2, 'no summary table');
    }
}

try {
    await look(values['right-to-left'], 'from right to left', fromRightToLeft);
    await look(values['without-assets'], 'without assets', withoutAssets);
} catch (error) {
    findings.add(error.message);
} finally {
    await browser.close();
}
console.log(JSON.stringify(findings.problems));
