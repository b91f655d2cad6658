// What survives a reload: the text being written, and what could not be sent yet. Each frame has its own
// entry, so that two open pages do not overwrite each other.

const DRAFT = "draft";
const UNSENT = "unsent:";

function safely(work, otherwise) {
  // A browser may forbid storage; the chat works without it.
  try {
    return work();
  } catch {
    return otherwise;
  }
}

export const draft = {
  read: () => safely(() => localStorage.getItem(DRAFT), null) ?? "",
  keep: (text) => safely(() => (text ? localStorage.setItem(DRAFT, text) : localStorage.removeItem(DRAFT))),
};

export const unsent = {
  keep: (frame, at) => safely(() => localStorage.setItem(UNSENT + frame.id, JSON.stringify({ frame, at }))),
  drop: (id) => safely(() => localStorage.removeItem(UNSENT + id)),
  /** All waiting frames, oldest first. */
  all: () =>
    safely(() => {
      const keys = Object.keys(localStorage).filter((key) => key.startsWith(UNSENT));
      const kept = keys.map((key) => safely(() => JSON.parse(localStorage.getItem(key)), null));
      return kept.filter((one) => one?.frame?.id).sort((a, b) => a.at - b.at);
    }, []),
};
