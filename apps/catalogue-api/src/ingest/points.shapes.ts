import { field } from '@scizoo/service-kit';

export class PointsColumn {
  @field.text({ required: true })
  name!: string;
  @field.text()
  unit?: string;
}
/** Points of a scan in column form. */
export class ScanPoints {
  @field.list(() => PointsColumn, { required: true })
  columns!: readonly PointsColumn[];
  @field.free({ required: true, description: 'Column → one value a point; null where none was told' })
  points!: Readonly<Record<string, readonly unknown[]>>;
  @field.integer({ required: true, description: 'Number of the first point in the lists' })
  firstPoint!: number;
  @field.integer({ required: true })
  total!: number;
}
