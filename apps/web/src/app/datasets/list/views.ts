import { Injectable } from '@angular/core';
import type { Params } from '@angular/router';
import type { View, ViewKind } from '../../ui/views/view';
import { paramsOf, textOf } from '../../ui/views/view';
import { ViewsStore } from '../../ui/views/views-store';
import type { ListAddress } from './address';
import { readAddress, writeAddress } from './address';

/** Saved lists of datasets: all that the address says. */
@Injectable({ providedIn: 'root' })
export class SavedLists extends ViewsStore {
  protected readonly setting = 'datasetList';
  protected readonly table = 'datasets';
  readonly keeps = 'list.viewKeeps';
}

const withoutInstrument = ({ filters, ...others }: ListAddress): ListAddress => {
  const { instrumentIds: _, ...kept } = filters;
  return { ...others, filters: kept };
};
/** What a view keeps of an address; one for an instrument is about any that is chosen. */
export const keptOf = (address: ListAddress, kind: ViewKind): string =>
  textOf(writeAddress({ ...(kind === 'instrument' ? withoutInstrument(address) : address), view: null, page: 1 }));
export const canonical = (query: string): string => keptOf(readAddress(paramsOf(query)), 'own');

/** The address in which a view is open; without one the list as it is built, of the same instrument. */
export function linkTo(address: ListAddress, view: View | null): Params {
  const opened = readAddress(paramsOf(view?.query ?? ''));
  const { instrumentIds } = address.filters;
  const stays = view === null || view.kind === 'instrument';
  const filters = stays && instrumentIds ? { ...opened.filters, instrumentIds } : opened.filters;
  return writeAddress({ ...opened, filters, view: view?.key ?? null });
}
