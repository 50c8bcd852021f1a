// Loads the page again when something that it uses has changed, and shows why the book cannot be built.
(() => {
    'use strict';
    const own = document.currentScript;
    const { generation } = own.dataset;
    own.remove();
    const address = `${location.protocol === 'https:' ? 'wss:' : 'ws:'}//${location.host}/__livereload`;
    const files = new Set([location.pathname]);
    let current;
    let panel;

    function tell(uses) {
        if (current?.readyState === WebSocket.OPEN) {
            current.send(JSON.stringify({ generation, uses }));
        }
    }

    function show(problem) {
        panel?.remove();
        panel = undefined;
        if (problem === null) {
            return;
        }
        panel = document.createElement('div');
        panel.id = 'mdbook-autodoc-problem';
        const inside = panel.attachShadow({ mode: 'open' });
        const style = document.createElement('style');
        style.textContent = `
            section {
                position: fixed; z-index: 2147483647; inset: auto 0 0 0; max-height: 60vh; overflow: auto;
                box-sizing: border-box; padding: 1rem 1.25rem; font: 15px/1.5 ui-monospace, monospace;
                color: #fff; background: #2b0b0e; border-top: 4px solid #ff6b6b;
            }
            h1 { margin: 0 3rem 0.5rem 0; font: bold 16px/1.5 system-ui, sans-serif; color: #ff9c9c; }
            pre { margin: 0; font: inherit; white-space: pre-wrap; overflow-wrap: anywhere; }
            button {
                position: absolute; top: 0.75rem; right: 1rem; padding: 0.25rem 0.75rem; font: 14px system-ui, sans-serif;
                color: inherit; background: none; border: 1px solid currentColor; border-radius: 4px; cursor: pointer;
            }`;
        const section = document.createElement('section');
        section.setAttribute('role', 'alert');
        const title = document.createElement('h1');
        title.textContent = 'The book could not be built; this is the page of the last good build.';
        const text = document.createElement('pre');
        text.textContent = problem;
        const close = document.createElement('button');
        close.textContent = 'Close';
        close.addEventListener('click', () => show(null));
        section.append(title, text, close);
        inside.append(style, section);
        document.body.append(panel);
    }

    function hear({ data }) {
        if (data === 'reload') {
            location.reload();
            return;
        }
        show(JSON.parse(data).problem);
    }

    function connect(socket) {
        current = socket;
        socket.onmessage = hear;
        const greet = () => tell([...files]);
        socket.addEventListener('open', greet);
        socket.addEventListener('close', () => setTimeout(() => connect(new WebSocket(address)), 1000));
        greet();
    }

    new PerformanceObserver((list) => {
        const uses = [];
        for (const { name } of list.getEntries()) {
            const url = new URL(name, location.href);
            if (url.host === location.host && !files.has(url.pathname)) {
                files.add(url.pathname);
                uses.push(url.pathname);
            }
        }
        if (uses.length > 0) {
            tell(uses);
        }
    }).observe({ type: 'resource', buffered: true });

    // mdBook's own script has opened a socket already, and would load the page again after every build.
    connect(typeof socket !== 'undefined' && socket instanceof WebSocket ? socket : new WebSocket(address));
})();
