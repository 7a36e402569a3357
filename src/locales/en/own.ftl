consent-again-never-asked = There is one new thing that needs your permission first.
consent-again-text-changed = This text has changed since you agreed. Please read it again. Saying no has no consequence.
consent-again-released = You are outside now, so we ask once more: would you still like to take part? Saying no has no consequence.
