import { Injectable } from '@angular/core';
import type { Params } from '@angular/router';
import type { View } from '../ui/views/view';
import { paramsOf, textOf } from '../ui/views/view';
import { ViewsStore } from '../ui/views/views-store';
import type { ScanLogAddress } from './address';
import { readAddress, writeAddress } from './address';

/** Views of the scan log. */
@Injectable({ providedIn: 'root' })
export class SavedViews extends ViewsStore {
  protected readonly setting = 'scanLog';
  protected readonly table = 'scan-log';
  readonly keeps = 'views.keepsOfScanLog';
}

/** Whose scans, of when, and which of them: a view is about any visit. */
const placeOf = ({ instrument, proposal, from, till, selected, drawer }: ScanLogAddress) => ({
  ...{ instrument, proposal, from, till, selected, drawer },
});
const NOWHERE = { instrument: null, proposal: null, from: null, till: null, selected: null, drawer: false, view: null };

/** What a view keeps of an address; empty for the table as it is built. */
export const keptOf = (address: ScanLogAddress): string => textOf(writeAddress({ ...address, ...NOWHERE }));
export const canonical = (query: string): string => keptOf(readAddress(paramsOf(query)));
/** The same visit in a view; without one in the table as it is built. */
export const linkTo = (address: ScanLogAddress, view: View | null): Params =>
  writeAddress({
    ...readAddress(paramsOf(view?.query ?? '')),
    ...placeOf(address),
    view: view?.key ?? null,
  });
