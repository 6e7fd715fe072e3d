import type { ReactNode } from 'react';
import styles from './row.module.css';

/** Controls beside each other, the first one taking what room there is; below each other where there is little. */
export function Row({ children }: { readonly children: ReactNode }) {
  return <div className={styles['row']}>{children}</div>;
}
