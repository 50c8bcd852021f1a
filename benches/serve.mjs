// How long it takes from a saved file to its new text on the screen, in Chromium.
//
//     node serve.mjs [--modules N,...] [--rounds N] [--binary FILE] [--no-mdbook] [--package DIR] [--json FILE]
//
// For each N a package of N modules and a book with ten chapters are made, the same on each machine; --package takes a package
// that is there instead, which is copied. `mdbook-autodoc serve` and `mdbook serve` (0.5, with its native watcher) serve the same book, one after the
// other. A docstring and a chapter are edited in turn; what is measured is the time from the end of the write until the text is laid
// out and painted. Printed are the median and the slowest round, in milliseconds, and how long the first build took.

import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { cpus, loadavg, tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { launch, openTab } from '../tests/browser/browser.mjs';

const REPOSITORY = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const { values } = parseArgs({
    options: {
        modules: { type: 'string', default: '100,900,6700' },
        rounds: { type: 'string', default: '5' },
        binary: { type: 'string', default: join(REPOSITORY, 'target/release/mdbook-autodoc') },
        mdbook: { type: 'string', default: join(REPOSITORY, '.tools/mdbook-0.5/bin/mdbook') },
        'no-mdbook': { type: 'boolean', default: false },
        package: { type: 'string' },
        json: { type: 'string' },
    },
});
const rounds = Number(values.rounds);

/** A word that an edit brings. */
const WORD = /Word\d+word/;

function write(path, text) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
}

/** A package of so many modules, each with a class and a function that name another module's. */
function makePackage(root, modules) {
    const perPackage = 30;
    write(join(root, 'big/__init__.py'), '"""A package that is only measured."""\n');
    for (let number = 0; number < modules; number += 1) {
        const folder = `p${Math.floor(number / perPackage)}`;
        if (number % perPackage === 0) {
            write(join(root, 'big', folder, '__init__.py'), `"""Part ${folder}."""\n`);
        }
        const other = (number * 7 + 3) % modules;
        const base = `p${Math.floor(other / perPackage)}.m${other}`;
        const lines = [`"""Module ${number} does things."""`, '', `from big.${base} import Thing${other}`, ''];
        lines.push('', `class Thing${number}:`, `    """A thing, as \`big.${base}\` has one."""`, '');
        for (let member = 0; member < 8; member += 1) {
            lines.push(
                `    def act${member}(self, count: int = ${member}, *, name: str = "x") -> "Thing${other} | None":`,
                `        """Act in the way ${member}.`,
                '',
                '        Args:',
                '            count: How often.',
                '            name: What it is called.',
                '',
                '        Returns:',
                '            Another thing, or nothing.',
                '        """',
                '        return None',
                '',
            );
        }
        write(join(root, 'big', folder, `m${number}.py`), `${lines.join('\n')}\n`);
    }
    return { name: 'big', file: 'big/p0/m1.py', page: 'api/big/p0/m1.html' };
}

/** The first module of a package that is copied. */
function copyPackage(root, source) {
    const name = basename(resolve(source));
    cpSync(source, join(root, name), { recursive: true });
    const file = readdirSync(join(root, name))
        .filter((path) => path.endsWith('.py') && !path.startsWith('_'))
        .sort()[0];
    return { name, file: `${name}/${file}`, page: `api/${name}/${basename(file, '.py')}.html` };
}

function makeBook(root, name) {
    const summary = ['# Summary', ''];
    for (let number = 0; number < 10; number += 1) {
        summary.push(`- [Chapter ${number}](c${number}.md)`);
        write(join(root, `src/c${number}.md`), `# Chapter ${number}\n\n${'Some words of a chapter. '.repeat(200)}\n`);
    }
    write(join(root, 'src/SUMMARY.md'), `${summary.join('\n')}\n- [API reference]()\n`);
    write(
        join(root, 'book.toml'),
        `[book]\ntitle = "Measured"\n[build]\nextra-watch-dirs = ["python"]\n[preprocessor.autodoc]\nafter = ["links"]\nsource = "python/${name}"\n`,
    );
}

const freePort = () =>
    new Promise((found) => {
        const server = createServer().listen(0, '127.0.0.1', () => {
            const { port } = server.address();
            server.close(() => found(port));
        });
    });

/** Waits until something answers with a page of the book, on which no word of ours stands. */
async function wait(url) {
    for (;;) {
        try {
            const answer = await fetch(url);
            if (answer.status === 200 && !WORD.test(await answer.text())) {
                return;
            }
        } catch {
            // Not yet.
        }
        await new Promise((next) => setTimeout(next, 50));
    }
}

/** Opens a page. While mdBook builds a book anew there may be none. */
async function open(tab, url) {
    for (;;) {
        await wait(url);
        const answer = await tab.goto(url, { waitUntil: 'load' }).catch(() => null);
        if (answer?.ok()) {
            return;
        }
    }
}

/** Opens a page, edits a file so that a new word comes, and measures until it is painted. */
async function measure(browser, url, file, page, change) {
    const tab = await openTab(browser, { width: 1280, height: 900, theme: 'light' });
    tab.setDefaultTimeout(600_000);
    // Whatever page is there, it tells when a word is painted.
    await tab.addInitScript(() => {
        const look = () => {
            const found = /Word\d+word/.exec(document.querySelector('main')?.textContent ?? '');
            const told = found?.[0];
            if (told !== undefined && told !== window.told) {
                window.told = told;
                requestAnimationFrame(() => setTimeout(() => window.paints(told)));
            }
        };
        document.addEventListener('DOMContentLoaded', look);
        new MutationObserver(look).observe(document, { childList: true, subtree: true });
    });
    const waiting = new Map();
    await tab.exposeFunction('paints', (word) => waiting.get(word)?.());
    await open(tab, url + page);
    const times = [];
    const original = readFileSync(file, 'utf8');
    for (let round = 0; round < rounds; round += 1) {
        await new Promise((next) => setTimeout(next, 1500));
        const word = `Word${Date.now()}word`;
        const painted = new Promise((done) => waiting.set(word, done));
        writeFileSync(file, change(original, word));
        const start = performance.now();
        await painted;
        times.push(performance.now() - start);
    }
    writeFileSync(file, original);
    // The next edit is not to wait for the build of this one.
    await wait(url + page);
    // A tab that is closed while it loads a page may never be gone.
    await tab.waitForFunction((word) => document.readyState === 'complete' && !word.test(document.querySelector('main')?.textContent ?? ''), WORD);
    await tab.context().close();
    times.sort((a, b) => a - b);
    return { median: Math.round(times[Math.floor(times.length / 2)]), most: Math.round(times.at(-1)) };
}

async function serve(browser, program, book, target, sources) {
    const port = await freePort();
    const command =
        program === 'ours'
            ? [values.binary, ['serve', '--port', `${port}`, book]]
            : [values.mdbook, ['serve', '--watcher', 'native', '--port', `${port}`, '--dest-dir', join(book, 'theirs'), book]];
    const start = performance.now();
    const server = spawn(...command, {
        env: { ...process.env, MDBOOK_PREPROCESSOR__AUTODOC__COMMAND: `'${values.binary}'` },
        stdio: ['ignore', 'ignore', 'ignore'],
    });
    try {
        const url = `http://localhost:${port}/`;
        await wait(`${url}c1.html`);
        const first = Math.round(performance.now() - start);
        const python = await measure(browser, url, join(sources, target.file), target.page, (text, word) =>
            text.replace(/"""/, `"""${word} `),
        );
        const markdown = await measure(browser, url, join(book, 'src/c1.md'), 'c1.html', (text, word) =>
            text.replace('\n\n', `\n\n${word} `),
        );
        return { first, python, markdown };
    } finally {
        server.kill('SIGINT');
        await new Promise((gone) => server.once('exit', gone));
    }
}

const results = [];
const browser = await launch();
try {
    console.log(`load ${loadavg()[0].toFixed(1)} on ${cpus().length} cores; median (slowest) of ${rounds} in ms`);
    for (const modules of values.package ? [values.package] : values.modules.split(',').map(Number)) {
        const book = mkdtempSync(join(tmpdir(), 'serve-bench-'));
        try {
            const sources = join(book, 'python');
            const target = values.package ? copyPackage(sources, values.package) : makePackage(sources, modules);
            makeBook(book, target.name);
            for (const program of values['no-mdbook'] ? ['ours'] : ['ours', 'mdbook']) {
                const { first, python, markdown } = await serve(browser, program, book, target, sources);
                results.push({ modules, program, first, python, markdown });
                console.log(
                    `${`${modules}`.padStart(6)} modules  ${program.padEnd(7)} first build ${first}  .py ${python.median} (${python.most})  .md ${markdown.median} (${markdown.most})`,
                );
            }
        } finally {
            rmSync(book, { recursive: true, force: true });
        }
    }
} finally {
    await browser.close();
}
if (values.json) {
    writeFileSync(values.json, `${JSON.stringify(results, undefined, 2)}\n`);
}
