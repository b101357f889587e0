'use client';
import type { AssumedReading, Assumption } from '@nl2sql/core/protocol';
import { forwardRef, useId, useState, type HTMLAttributes, type ReactNode } from 'react';
import type { Nl2SqlMessages } from '../messages/messages.ts';
import { usePresentation } from '../presentation/presentation-context.tsx';
import { usePopover } from '../primitives/use-popover.ts';
import { Button } from './button.tsx';
import { classNames } from './class-names.ts';
import { Icon } from './icon.tsx';
import { Surface } from './surface.tsx';

export interface AssumptionChipsProps extends Omit<HTMLAttributes<HTMLElement>, 'children' | 'onChange'> {
  /** What was assumed, as `Turn.run` has it. Nothing is shown of none. */
  readonly assumptions: readonly Assumption[];
  /** Asks again with another reading. Without it the chips only say what was assumed. */
  readonly onChange?: ((assumption: Assumption, readingId: string) => void) | undefined;
  /** True while an answer is under way: the chips stay where they are, and open nothing. */
  readonly busy?: boolean | undefined;
  readonly messages?: Partial<Nl2SqlMessages> | undefined;
}

/**
 * What was decided for the user, where they see it. A chip with other readings opens them; choosing one is
 * not asking again, the button below them is.
 *
 * @example
 * ```tsx
 * import { AssumptionChips } from '@nl2sql/react';
 *
 * export const Assumed = () => <AssumptionChips assumptions={[{ id: '1', kind: 'limit', text: 'The first 10 rows' }]} />;
 * ```
 */
export const AssumptionChips = /* @__PURE__ */ forwardRef<HTMLElement, AssumptionChipsProps>(function AssumptionChips(
  { assumptions, onChange, busy = false, messages: own, className, ...attributes },
  ref,
) {
  const { messages } = usePresentation(own);
  if (assumptions.length === 0) return null;
  return (
    <Surface ref={ref} messages={own} className={classNames('nl2sql-assumptions', className)} {...attributes}>
      <ul className="nl2sql-assumptions__list" aria-label={messages.assumptionsLabel}>
        {assumptions.map((assumption) => (
          <li key={assumption.id} className="nl2sql-assumptions__item">
            {onChange !== undefined && assumption.chosen !== undefined && (assumption.alternatives?.length ?? 0) > 0 ? (
              <ChangeableChip assumption={assumption} chosen={assumption.chosen} onChange={onChange} busy={busy} />
            ) : (
              <span className="nl2sql-assumptions__chip" title={assumption.text}>{nameOf(assumption, messages)}</span>
            )}
          </li>
        ))}
      </ul>
    </Surface>
  );
});

const nameOf = ({ phrase, chosen, text }: Assumption, messages: Nl2SqlMessages): string =>
  phrase === undefined || chosen === undefined ? text : messages.assumptionChip({ phrase, reading: chosen.label });

interface ChangeableChipProps {
  readonly assumption: Assumption;
  readonly chosen: AssumedReading;
  readonly onChange: NonNullable<AssumptionChipsProps['onChange']>;
  readonly busy: boolean;
}

function ChangeableChip({ assumption, chosen, onChange, busy }: ChangeableChipProps): ReactNode {
  const { messages, onEvent } = usePresentation();
  const { open, close, frame, trigger, panel } = usePopover();
  const name = nameOf(assumption, messages);
  const describedBy = useId();
  return (
    <span className="nl2sql-assumptions__frame" {...frame}>
      <button
        type="button"
        className="nl2sql-assumptions__chip"
        {...trigger}
        aria-label={messages.assumptionChange({ assumption: name })}
        aria-disabled={busy || undefined}
        aria-describedby={busy ? describedBy : undefined}
        title={busy ? messages.assumptionBusy : assumption.text}
        onClick={busy ? undefined : trigger.onClick}
      >
        <span className="nl2sql-assumptions__name">{name}</span>
        <Icon name="pencil" />
      </button>
      {busy && <span id={describedBy} className="nl2sql-visually-hidden">{messages.assumptionBusy}</span>}
      {open && !busy && (
        <div className="nl2sql-assumptions__panel nl2sql-popover" {...panel}>
          <Readings
            assumption={assumption}
            chosen={chosen}
            onApply={(readingId) => {
              close();
              onEvent({ type: 'assumption.change', kind: assumption.kind });
              onChange(assumption, readingId);
            }}
          />
        </div>
      )}
    </span>
  );
}

const placeOf = ({ label, table, column }: AssumedReading): string => (table === undefined ? label : column === undefined ? table : `${table}.${column}`);

interface ReadingsProps {
  readonly assumption: Assumption;
  readonly chosen: AssumedReading;
  readonly onApply: (readingId: string) => void;
}

function Readings({ assumption, chosen, onApply }: ReadingsProps): ReactNode {
  const { messages } = usePresentation();
  const [selected, setSelected] = useState(chosen.id);
  const group = useId();
  return (
    <form
      className="nl2sql-assumptions__form"
      onSubmit={(event) => {
        event.preventDefault();
        if (selected !== chosen.id) onApply(selected);
      }}
    >
      <p className="nl2sql-assumptions__text" dir="auto">{assumption.text}</p>
      {assumption.basis !== undefined && <p className="nl2sql-assumptions__basis">{messages[`assumptionBasis:${assumption.basis}`]}</p>}
      <fieldset className="nl2sql-assumptions__readings">
        <legend className="nl2sql-visually-hidden">{messages.assumptionReadings}</legend>
        {[chosen, ...(assumption.alternatives ?? [])].map((reading) => (
          <label key={reading.id} className="nl2sql-assumptions__reading">
            <input type="radio" name={group} value={reading.id} checked={selected === reading.id} onChange={() => setSelected(reading.id)} />
            <span className="nl2sql-assumptions__label">
              <span dir="auto">{reading.label}</span>
              {placeOf(reading) !== reading.label && <span className="nl2sql-assumptions__place nl2sql-code">{placeOf(reading)}</span>}
            </span>
            {reading.id === chosen.id && <span className="nl2sql-assumptions__current">{messages.assumptionCurrent}</span>}
          </label>
        ))}
      </fieldset>
      <Button type="submit" tone="primary" aria-disabled={selected === chosen.id || undefined}>{messages.assumptionApply}</Button>
    </form>
  );
}
