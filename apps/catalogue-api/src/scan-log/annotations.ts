import { ConflictException, Injectable } from '@nestjs/common';
import { type Caller, invalid } from '@scizoo/domain';
import { derive, faultTexts, validationErrors } from '@scizoo/service-kit';
import { isDeepStrictEqual } from 'node:util';
import { AccessService } from '../access';
import { DatasetRecord } from '../datasets/dataset.record';
import { DatasetsService } from '../datasets/datasets.service';
import type { ScanLogDocument } from './scan-log-row';
import { type AnnotationChange, type AnnotationName, ANNOTATIONS, type ScanLogRow } from './scan-log.shapes';
import { ScanLogService } from './scan-log.service';

const isAnnotation = (name: unknown): name is AnnotationName => (ANNOTATIONS as readonly unknown[]).includes(name);

const AnnotationValues = derive('AnnotationValues', DatasetRecord, { pick: ANNOTATIONS, partial: true });
const MOST_STARS = 5;

/** An empty text is no comment, an empty list no keyword: they mean the same as nothing. */
const plain = (value: unknown): unknown =>
  value === undefined || value === '' || (Array.isArray(value) && value.length === 0) ? null : value;

function checkedValue(name: AnnotationName, value: unknown): unknown {
  const faults = faultTexts(validationErrors(AnnotationValues, { [name]: value }));
  if (name === 'dataQualityMetrics' && typeof value === 'number' && (value < 0 || value > MOST_STARS))
    faults.push(`dataQualityMetrics must be from 0 to ${MOST_STARS}`);
  if (faults.length > 0) throw invalid('The annotation is not valid', faults);
  return plain(value);
}

/** Remarks, stars and names on scans: each change says what its editor saw, so that two editors never overwrite each other. */
@Injectable()
export class AnnotationsService {
  constructor(
    private readonly datasets: DatasetsService,
    private readonly scanLog: ScanLogService,
    private readonly access: AccessService,
  ) {}

  async annotate(pid: string, change: AnnotationChange, caller: Caller): Promise<ScanLogRow> {
    const name: unknown = change.field;
    if (!isAnnotation(name))
      throw invalid('The annotation is not valid', [`field must be one of ${ANNOTATIONS.join(', ')}`]);
    const value = checkedValue(name, change.value ?? null);
    const changed = await this.datasets.change(pid, {
      caller,
      permit: (current) => this.permit(current as ScanLogDocument, name, change.was, caller),
      fields: () => ({ [name]: value }),
    });
    return this.scanLog.rowFor(caller, changed as ScanLogDocument);
  }

  /** Runs inside the transaction: what it sees is what will be replaced. */
  private permit(current: ScanLogDocument, name: AnnotationName, was: unknown, caller: Caller): void {
    this.access.assertVisible(caller, 'dataset', current);
    this.access.assertMayAnnotate(
      caller,
      current,
      'Only the owners of this scan and the beamline staff may annotate it',
    );
    const value = plain((current as unknown as Record<string, unknown>)[name]);
    if (isDeepStrictEqual(value, plain(was))) return;
    const last = current.annotatedBy?.[name];
    throw new ConflictException({
      statusCode: 409,
      message: 'Somebody else has changed this meanwhile',
      error: 'Conflict',
      current: { value, by: last?.user ?? null, at: last?.at.toISOString() ?? null },
    });
  }
}
