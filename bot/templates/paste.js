for (const button of document.querySelectorAll("button[data-of]")) {
  const field = document.getElementById(button.dataset.of);
  const calm = button.textContent;
  button.addEventListener("click", async () => {
    field.select();
    let copied = false;
    try {
      await navigator.clipboard.writeText(field.value);
      copied = true;
    } catch {
      copied = document.execCommand("copy");
    }
    if (copied) {
      button.textContent = button.dataset.done;
      setTimeout(() => { button.textContent = calm; }, 2000);
    }
  });
}
