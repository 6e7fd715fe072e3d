/** What a run hands from one worker to the next is kept this long: a run ends within days, however slow its source is. */
export const payloadDays = 7;
