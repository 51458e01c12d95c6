export const SEARCH_INPUT_ID = "global-search";
