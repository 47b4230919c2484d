// The page that is open is in sight in the menu, however long the menu is.

document.querySelector(".desk-side [aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
