/** Words that nobody may read over somebody's shoulder. */
export const FORBIDDEN =
  /recovery|pemulihan|narkoba|relapse|kambuh|rehabilitasi|rehab|rutan|lapas|konselor|counsel|sekata|\btotal\b|skor|score/i;
