/** Letters in the name of a member of staff, which participants and colleagues read, and of a programme. */
export const LONGEST_NAME = 60;
