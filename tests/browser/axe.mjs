// Runs axe-core on pages of a built book, in each of mdBook's themes.
//
//     node axe.mjs --book DIR --plain PAGE [--page PAGE]... [--part PAGE]... [--menu PAGE]...
//
// What axe finds on the page `plain`, which has nothing of ours, is mdBook's own and left out. Of a page given as
// `part` only what is ours is looked at; on one given as `menu` that of the first copy button is open. The report, one JSON object with the number of pages and the violations, goes
// to standard output; the exit code is 1 if there are any.

import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';

import { launch, openTab, serve } from './browser.mjs';

const THEMES = ['light', 'rust', 'coal', 'navy', 'ayu'];
const COLOR_RULES = ['color-contrast', 'link-in-text-block'];

const { values } = parseArgs({
    options: {
        book: { type: 'string' },
        plain: { type: 'string' },
        page: { type: 'string', multiple: true, default: [] },
        part: { type: 'string', multiple: true, default: [] },
        menu: { type: 'string', multiple: true, default: [] },
    },
});
const axe = createRequire(new URL('../../.tools/node/', import.meta.url)).resolve('axe-core');

const server = await serve(values.book);
const browser = await launch();
const violations = [];
let visits = 0;
try {
    const own = new Set((await visit(values.plain, 'html')).map(({ key }) => key));
    const wanted = [
        ...values.page.map((page) => [page, 'html']),
        ...values.part.map((page) => [page, '.autodoc']),
        ...values.menu.map((page) => [page, 'html', '.autodoc-copy']),
    ];
    for (const [page, part, button] of wanted) {
        visits += 1;
        const found = (await visit(page, part, button)).filter(({ key }) => !own.has(key));
        violations.push(...found.map(({ text }) => `${page}: ${text}`));
    }
} finally {
    await browser.close();
    server.close();
}
console.log(JSON.stringify({ pages: visits, violations }, null, 2));
process.exitCode = violations.length === 0 ? 0 : 1;

/**
 * What axe finds on a page with everything unfolded, as a key that is the same on other pages, and as text; with a menu
 * open, where there is a `button` for it.
 */
async function visit(page, part, button) {
    const tab = await openTab(browser, { width: 1000, height: 900, theme: THEMES[0] });
    await tab.goto(server.url + page, { waitUntil: 'networkidle' });
    await tab.addScriptTag({ path: axe });
    const found = [];
    for (const theme of THEMES) {
        // All but colors is the same in every theme.
        const only = theme === THEMES[0] ? undefined : COLOR_RULES;
        const ofTheme = await tab.evaluate(run, { theme, part, only, button });
        found.push(...ofTheme.map(({ key, text }) => ({ key: `${theme} ${key}`, text: `${theme}: ${text}` })));
    }
    await tab.context().close();
    return found;
}

/** Runs in the page. */
async function run({ theme, part, only, button }) {
    document.getElementById(`mdbook-theme-${theme}`).click();
    if (button && document.querySelector(':popover-open') === null) {
        document.querySelector(button).click();
        if (document.querySelector(':popover-open') === null) {
            throw new Error('the button opens nothing');
        }
    }
    document.querySelectorAll('main details').forEach((details) => (details.open = true));
    const options = { resultTypes: ['violations'], ...(only && { runOnly: only }) };
    const { violations } = await globalThis.axe.run(part, options);
    return violations.flatMap(({ id, help, nodes }) =>
        nodes.map(({ target, html, any }) => ({
            key: `${id} ${target.join(' ')}`,
            text: `${id}: ${help}: ${html.slice(0, 120)} ${any[0]?.message ?? ''}`.trim(),
        })),
    );
}
