import { createContext, useContext } from 'react';

const PlaceContext = createContext<HTMLElement | null>(null);

/** Where in the shell pages put their breadcrumbs; null until it is there. */
export const BreadcrumbsPlaceProvider = PlaceContext.Provider;
export const useBreadcrumbsPlace = (): HTMLElement | null => useContext(PlaceContext);
