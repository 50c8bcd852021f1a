// How long the palette of a built book takes, in Chromium.
//
//     node palette.mjs --book DIR [--names NUMBER]
//
// With `--names` there are so many, which nobody wrote, in place of those of the book. Names are typed letter by letter; a
// keystroke counts until its names are laid out. The figures are the time of the page's own thread in milliseconds, which other
// programs do not lengthen, the longest time between two frames meanwhile, and the size of the list of names with and without
// compression.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';

import { launch, openTab, serve } from '../tests/browser/browser.mjs';
import { pageOfNames } from '../tests/browser/names.mjs';

const TYPED = ['e', 'set', 'model', 'get_object', 'async_setup_entry', 'qsfilter', 'base.name', 'c:config', 'm:update', 'xyz'];
const ROUNDS = 5;

const { values } = parseArgs({ options: { book: { type: 'string' }, names: { type: 'string' } } });
const page = values.names ? pageOfNames(Number(values.names)) : readFileSync(join(values.book, 'api/all-names.html'), 'utf8');
const [, list] = /<script type="text\/plain" id="autodoc-symbols">([^<]*)<\/script>/.exec(page);
const number = list.split(/[ \n]/).length - 2 * list.split('\n').length;

const server = await serve(values.book);
const browser = await launch();
try {
    const tab = await openTab(browser, { width: 1440, height: 900, theme: 'light' });
    await tab.route('**/all-names.html', (route) => route.fulfill({ contentType: 'text/html', body: page }));
    await tab.goto(`${server.url}index.html`);
    const open = await tab.evaluate(async () => {
        const start = performance.now();
        document.querySelector('.autodoc-palette-button').click();
        while (document.querySelectorAll('[role=option]').length === 0) {
            await new Promise((next) => setTimeout(next));
        }
        return performance.now() - start;
    });
    const session = await tab.context().newCDPSession(tab);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    const thread = async () => {
        const { metrics } = await session.send('Performance.getMetrics');
        return metrics.find(({ name }) => name === 'TaskDuration').value * 1000;
    };
    const times = [];
    for (let round = 0; round < ROUNDS; round += 1) {
        for (const text of TYPED) {
            for (let end = 1; end <= text.length; end += 1) {
                const typed = text.slice(0, end);
                const before = await thread();
                const frame = await tab.evaluate(async (value) => {
                    const input = document.querySelector('.autodoc-palette input');
                    const status = document.querySelector('.autodoc-palette-status');
                    let longest = 0;
                    let last = await new Promise(requestAnimationFrame);
                    status.textContent = '';
                    input.value = value;
                    input.dispatchEvent(new Event('input'));
                    do {
                        const next = await new Promise(requestAnimationFrame);
                        longest = Math.max(longest, next - last);
                        last = next;
                    } while (status.textContent === '');
                    return longest;
                }, typed);
                times.push({ typed, ms: (await thread()) - before, frame });
            }
        }
    }
    times.sort((a, b) => a.ms - b.ms);
    const at = (share) => times[Math.min(Math.floor(times.length * share), times.length - 1)];
    const round = (value) => Math.round(value * 10) / 10;
    console.log(
        JSON.stringify({
            names: number,
            bytes_per_name: round(list.length / number),
            kilobytes: round(list.length / 1000),
            kilobytes_gzipped: round(gzipSync(list).length / 1000),
            open_ms: round(open),
            median_ms: round(at(0.5).ms),
            p95_ms: round(at(0.95).ms),
            worst_ms: round(at(1).ms),
            worst: at(1).typed,
            longest_frame_ms: round(Math.max(...times.map(({ frame }) => frame))),
        }),
    );
} finally {
    await browser.close();
    server.close();
}
