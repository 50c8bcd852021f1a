// Starts one browser for all scripts of a test program, and prints its address. It ends with its standard input.

import { launchServer } from './browser.mjs';

const server = await launchServer();
console.log(server.wsEndpoint());
process.stdin.resume();
process.stdin.on('end', () => server.close());
