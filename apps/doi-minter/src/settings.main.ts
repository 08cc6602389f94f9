import { describeConfig } from '@scizoo/service-kit';
import { DoiMinterConfig } from './config';

/** Prints the settings of this program, for docs/operations/configuration.md. */
process.stdout.write(JSON.stringify(describeConfig(DoiMinterConfig)));
