// Work that takes longer than a frame, such as a look at a hundred thousand names: done in slices, between which the page answers.

/** So many milliseconds are left of a frame for it. */
const SLICE = 8;
/** A generator takes a break after so many names, for whoever runs it to look at the clock. */
const NAMES_BETWEEN_BREAKS = 512;

/** A generator that is run in slices; what it returns goes to `then`, at once where the first slice is enough. */
class Work {
    constructor(generator, then) {
        this.generator = generator;
        this.then = then;
        this.isOver = false;
        this.run();
    }

    run() {
        if (this.isOver) {
            return;
        }
        const end = performance.now() + SLICE;
        let step;
        do {
            step = this.generator.next();
        } while (!step.done && performance.now() < end);
        if (step.done) {
            this.end(step.value);
        } else {
            setTimeout(() => this.run());
        }
    }

    end(value) {
        this.isOver = true;
        this.then(value);
    }

    /** Does the rest at once. */
    finish() {
        if (!this.isOver) {
            this.end(lastOf(this.generator));
        }
    }

    /** Nobody waits for it any more. */
    cancel() {
        this.isOver = true;
    }
}

/** What a generator returns. */
function lastOf(generator) {
    for (;;) {
        const { done, value } = generator.next();
        if (done) {
            return value;
        }
    }
}
