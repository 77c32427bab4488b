// What browsers have and Node has not, for modules that look at it while they load.
Object.assign(globalThis, { window: globalThis, __FILES__: {}, location: new URL("https://page.example/"), document: { currentScript: null } });
