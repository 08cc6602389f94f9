// Sets the chosen theme before the first paint; a file of its own, because the page allows no inline script.
try {
  const { theme } = JSON.parse(localStorage.getItem('scizoo.preferences') ?? '{}');
  if (theme && theme !== 'system') document.documentElement.dataset.theme = theme;
} catch {
  // No storage or unreadable: the system's theme stays.
}
