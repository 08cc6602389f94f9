import { field } from '@scizoo/service-kit';

/** One captured value. Either `value` or `error` is there: "not read: timeout" is a fact too, never a made-up value. */
export class CapturedValue {
  @field.text({
    required: true,
    minLength: 1,
    maxLength: 256,
    description: 'Key in the scientific metadata',
    example: 'photon_energy',
  })
  key!: string;
  @field.any({
    description: 'Number, text, yes/no or a list of these; NaN and infinity are null with quality "invalid"',
  })
  value?: unknown;
  @field.text({ maxLength: 64, description: 'Unit as the source gives it', example: 'eV' })
  unit?: string;
  @field.text({ maxLength: 512, description: 'Where the value was read', example: 'B310A-O01/OPT/MONO-01/Energy' })
  source?: string;
  @field.moment({ description: 'When this value was read' })
  readAt?: string;
  @field.text({ oneOf: ['valid', 'changing', 'warning', 'alarm', 'invalid'] })
  quality?: string;
  @field.text({ maxLength: 1000, description: 'Why there is no value' })
  error?: string;
}

/** A column of the scan's points. */
export class ScanColumn {
  @field.text({ required: true, minLength: 1, maxLength: 256, description: 'Short name', example: 'ct01' })
  name!: string;
  @field.text({ maxLength: 512 })
  source?: string;
  @field.text({ maxLength: 64 })
  unit?: string;
  @field.text({ maxLength: 32, example: 'float64' })
  dtype?: string;
  @field.list(
    { kind: 'number', integer: true, min: 0, required: true },
    { maxItems: 8, description: 'Empty for a scalar' },
  )
  shape?: number[];
}

/** A motor and the range it is scanned over. */
export class ScannedMotor {
  @field.text({ required: true, minLength: 1, maxLength: 256, example: 'mot01' })
  name!: string;
  @field.number()
  from?: number;
  @field.number()
  to?: number;
  @field.text({ maxLength: 64 })
  unit?: string;
}

export class DataFile {
  @field.text({
    required: true,
    minLength: 1,
    maxLength: 4096,
    description: 'Absolute path, or relative to the source folder',
  })
  path!: string;
  @field.integer({ min: 0, description: 'bytes' })
  size?: number;
  @field.moment({ description: 'Last modification' })
  modifiedAt?: string;
  @field.text({ maxLength: 200, description: 'Checksum in hexadecimal' })
  checksum?: string;
  @field.text({ maxLength: 32, example: 'sha256' })
  checksumAlgorithm?: string;
}
