export type Quality = 'valid' | 'changing' | 'warning' | 'alarm' | 'invalid';

/** What was read of one attribute. Without a value there is an `error`: "not read: timeout" is a fact too. */
export interface Reading {
  /** As it was asked for: `B310A-E01/DIA/TCO-02/Temperature`. */
  readonly name: string;
  /** Enumerations as their label, 64-bit integers beyond 2^53 as text; null is not a number or infinite. */
  readonly value?: unknown;
  readonly unit?: string;
  readonly quality?: Quality;
  /** Time stamp of the device. */
  readonly readAt?: string;
  readonly tookMs: number;
  readonly error?: string;
}

export interface DeviceSummary {
  /** As in the Tango database; Tango knows no case. */
  readonly name: string;
  /** Whether a server claims to run it; it may still not answer. */
  readonly exported: boolean;
}

export interface AttributeDescription {
  readonly name: string;
  readonly label: string;
  readonly dataType: string;
  readonly format: 'scalar' | 'spectrum' | 'image';
  readonly unit: string;
  readonly description: string;
  readonly isWritable: boolean;
  readonly enumLabels: readonly string[];
  readonly min?: string;
  readonly max?: string;
  readonly minAlarm?: string;
  readonly maxAlarm?: string;
}

export interface DeviceDescription {
  readonly name: string;
  readonly reachable: boolean;
  /** Why it is not reachable. */
  readonly reason?: string;
  readonly state?: string;
  readonly attributes: readonly AttributeDescription[];
}

export interface ReadLimit {
  /** Milliseconds for the whole call; what has not come by then is "not read: timeout". */
  readonly timeoutMs: number;
  /** Shorter limits of single attributes. */
  readonly perAttributeMs?: Readonly<Record<string, number>>;
}

/** Reading a Tango control system; nothing here writes. @throws SciZooError `unavailable` when there is no way to it */
export interface TangoGateway {
  /** Devices whose name matches, `*` for any characters: `b310a*`, or `*` for all. */
  devices(pattern: string): Promise<DeviceSummary[]>;
  describe(device: string): Promise<DeviceDescription>;
  /**
   * Always one reading for each name, in the order of the names. Never rejects because of a device.
   * A name is `device/attribute`, with an alias for the device too, or an element of Sardana, whose value is read.
   */
  read(names: readonly string[], limit: ReadLimit): Promise<Reading[]>;
}

export const NOT_READ_TIMEOUT = 'not read: timeout';
