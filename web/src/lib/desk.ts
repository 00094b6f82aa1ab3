// Whether this site's recovery desk takes appeals. The API does not say so yet: the desk comes
// with the appeal.
export const desk_open = false;
