// Where the names come from: the page of all names, which the sidebar leads to. It is a chapter as any other, because a
// preprocessor can add nothing else to a book.

/** The link to the page of all names; undefined in a book without one. */
function namesLink() {
    const links = document.querySelectorAll('.sidebar a[href$="all-names.html"]');
    return [...links].find((link) => /(^|\/)all-names\.html$/.test(new URL(link.href).pathname));
}

/** The names on the page that is shown, if it has them. */
function namesHere() {
    return document.getElementById('autodoc-symbols')?.textContent;
}

/** Loads the names. A page from a disk may not read another one, but it may show it, and be told what is on it. */
async function loadNames(url) {
    const here = namesHere();
    if (here !== undefined) {
        return here;
    }
    if (location.protocol === 'file:') {
        return namesFromFrame(url);
    }
    const answer = await fetch(url);
    if (!answer.ok) {
        throw new Error(`${answer.status} ${answer.statusText}`);
    }
    // Nothing else of the page is needed, and all of it may have megabytes.
    const page = await answer.text();
    const start = page.indexOf('>', page.indexOf('id="autodoc-symbols"'));
    if (!page.includes('id="autodoc-symbols"')) {
        throw new Error('the page has no list for scripts');
    }
    return page.slice(start + 1, page.indexOf('</script', start));
}

function namesFromFrame(url) {
    const frame = document.createElement('iframe');
    frame.hidden = true;
    frame.src = `${url}#autodoc-symbols`;
    return new Promise((resolve, reject) => {
        const end = (settle, value) => {
            removeEventListener('message', take);
            clearTimeout(waiting);
            frame.remove();
            settle(value);
        };
        const take = ({ source, data }) => {
            if (source === frame.contentWindow && typeof data?.autodocSymbols === 'string') {
                end(resolve, data.autodocSymbols);
            }
        };
        const waiting = setTimeout(() => end(reject, new Error('the page does not answer')), 20_000);
        addEventListener('message', take);
        document.body.append(frame);
    });
}

/** In a frame of another page from the same disk: tells it the names. */
function answerFromFrame() {
    if (location.protocol === 'file:' && parent !== window && location.hash === '#autodoc-symbols') {
        parent.postMessage({ autodocSymbols: namesHere() }, '*');
        return true;
    }
    return false;
}
