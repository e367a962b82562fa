import { parseSetupArguments } from './args.mjs';
import { main } from './main.mjs';
import { prepare, STEPS } from './prepare.mjs';

await main(async () => {
  await prepare(
    parseSetupArguments(
      process.argv.slice(2),
      STEPS.map(({ name }) => name)
    )
  );
  console.log('EfficientNet Lab is set up. "npm start" opens it.');
});
