import config from '../playwright.config.ts';

/** What `make bench/web` measures in the browser; it prints `bench:` lines. */
export default { ...config, testIgnore: [], outputDir: '../../results', globalSetup: '../../make-seeds.ts' };
