import { jest } from '@jest/globals';
import { TestBed } from '@angular/core/testing';
import { NavigationEnd, NavigationStart, Router } from '@angular/router';
import { Subject } from 'rxjs';
import { ScrollMemory } from './scroll-memory';

describe('scroll memory', () => {
  it('opens pages at their top, leaves filters alone, and goes back to where one was', () => {
    const events = new Subject<unknown>();
    TestBed.configureTestingModule({ providers: [{ provide: Router, useValue: { events } }] });
    const scrolled = jest.spyOn(globalThis, 'scrollTo').mockImplementation(() => undefined);
    jest.spyOn(document.documentElement, 'scrollHeight', 'get').mockReturnValue(5000);
    TestBed.inject(ScrollMemory).start();
    const go = (id: number, url: string, at: number, restored?: number): void => {
      Object.defineProperty(globalThis, 'scrollY', { value: at, configurable: true });
      const state = restored === undefined ? null : { navigationId: restored };
      events.next(new NavigationStart(id, url, restored === undefined ? 'imperative' : 'popstate', state));
      events.next(new NavigationEnd(id, url, url));
    };
    go(1, '/proposals', 0);
    scrolled.mockClear();
    go(2, '/proposals?state=done', 300);
    expect(scrolled).not.toHaveBeenCalled();
    go(3, '/proposals/20260101', 700);
    expect(scrolled).toHaveBeenLastCalledWith(0, 0);
    go(4, '/proposals?state=done', 90, 2);
    expect(scrolled).toHaveBeenLastCalledWith(0, 700);
  });
});
