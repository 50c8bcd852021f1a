// A page that is opened at an anchor. What is far from the window has a guessed size until somebody comes near, and mdBook's
// scripts change what is above the anchor after the browser went there; so it goes there again when they are done.

const FRAMES_UNTIL_STILL = 10;

function holdAnchor() {
    const [navigation] = performance.getEntriesByType('navigation');
    // Where somebody was reading before, the browser knows better.
    if (navigation?.type !== 'navigate') {
        return;
    }
    let isLeft = false;
    for (const type of ['wheel', 'touchstart', 'pointerdown', 'keydown']) {
        addEventListener(type, () => (isLeft = true), { once: true, passive: true });
    }
    const settle = (target, frames) => {
        if (!isLeft && frames > 0) {
            target.scrollIntoView();
            requestAnimationFrame(() => settle(target, frames - 1));
        }
    };
    addEventListener('load', async () => {
        await document.fonts.ready;
        const target = document.querySelector('.autodoc :target');
        if (target !== null) {
            settle(target, FRAMES_UNTIL_STILL);
        }
    });
}

holdAnchor();
