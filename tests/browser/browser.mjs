// What the scripts of this folder share: the browser, a server for a built book, and the list of what is wrong.

import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { extname, join, normalize, resolve } from 'node:path';

const TYPES = {
    '.css': 'text/css',
    '.html': 'text/html; charset=utf-8',
    '.js': 'text/javascript',
    '.json': 'application/json',
    '.png': 'image/png',
    '.svg': 'image/svg+xml',
    '.woff2': 'font/woff2',
};

/** Debian's Chromium, which is kept from talking to anything but the page: one that runs already, or a new one. */
export function launch() {
    const endpoint = process.env.AUTODOC_BROWSER;
    return endpoint ? chromium().connect(endpoint) : chromium().launch(options());
}

/** Starts a Chromium for other scripts, and tells them the address. */
export function launchServer() {
    return chromium().launchServer(options());
}

function chromium() {
    const require = createRequire(new URL('../../.tools/node/', import.meta.url));
    return require('playwright-core').chromium;
}

function options() {
    return {
        executablePath: '/usr/bin/chromium',
        args: [
            '--headless',
            '--no-sandbox',
            '--disable-gpu',
            '--disable-quic',
            '--no-first-run',
            '--disable-background-networking',
            '--disable-component-update',
            '--disable-sync',
        ],
    };
}

/** Serves a folder on a free port of the loopback interface, as a static host would. */
export async function serve(folder) {
    const root = resolve(folder);
    const server = createServer((request, response) => {
        const { pathname } = new URL(request.url, 'http://localhost');
        const file = fileFor(root, normalize(decodeURIComponent(pathname)));
        if (file === undefined) {
            response.writeHead(404).end();
            return;
        }
        response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' });
        createReadStream(file).pipe(response);
    });
    await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
    return { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}

/** The file for a path whose `..` are already gone, or undefined where there is none. */
function fileFor(root, path) {
    return [join(root, path), join(root, path, 'index.html')].find((file) =>
        statSync(file, { throwIfNoEntry: false })?.isFile(),
    );
}

/** Opens a tab of some width in which mdBook finds its theme chosen already. */
export async function openTab(browser, { width, height, theme }) {
    const context = await browser.newContext({ viewport: { width, height }, reducedMotion: 'reduce' });
    await context.addInitScript((name) => localStorage.setItem('mdbook-theme', name), theme);
    return context.newPage();
}

export const THEMES = ['light', 'rust', 'coal', 'navy', 'ayu'];

/** What is wrong, each with what was looked at. */
export class Findings {
    problems = [];
    where = '';

    add(what) {
        this.problems.push(`${this.where}: ${what}`);
    }

    expect(is, what) {
        if (!is) {
            this.add(what);
        }
    }

    /** Notes what a tab complains of. */
    listen(tab) {
        tab.on('console', (message) => message.type() === 'error' && this.add(`console: ${message.text()}`));
        tab.on('pageerror', (error) => this.add(`script: ${error.message}`));
    }
}
