import { setupZonelessTestEnv } from 'jest-preset-angular/setup-env/zoneless/index.mjs';

setupZonelessTestEnv();

// jsdom has no layout, so nothing to scroll.
Element.prototype.scrollIntoView = () => undefined;
