// What a script adds to files that are brought into the sandbox: dropping them, and refusing before anything is sent.
import { expect, test } from "../fixtures.ts";

test("a dropped file is chosen, and one that is too large is not sent", async ({ page }) => {
  await page.goto("/sandbox");
  await expect(page.locator("html")).toHaveAttribute("data-sends-files", "");
  const drop = (name: string, bytes: number) =>
    page.evaluate(([name, bytes]) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(["x".repeat(bytes as number)], name as string));
      document.querySelector("#sandbox")?.dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer }));
    }, [name, bytes]);
  const said = page.locator(".upload-progress");
  const sent: string[] = [];
  page.on("request", (request) => sent.push(request.url()));
  await drop("large.sql", 3_000_000);
  await expect(said).toContainText("large.sql, 3.0 MB");
  await page.getByRole("button", { name: "Bring the file in" }).click();
  await expect(said).toContainText("large.sql has 3.0 MB. A file may have 2.1 MB. Nothing was sent.");
  expect(sent.filter((url) => url.includes("/sandbox/import"))).toEqual([]);
  await drop("list.csv", 5);
  await page.getByRole("button", { name: "Bring the file in" }).click();
  await expect(page.getByText("Nothing has been taken yet.")).toBeVisible();
});

test("while a file is under way the page says so, and a second press sends nothing", async ({ page }) => {
  await page.goto("/sandbox");
  await expect(page.locator("html")).toHaveAttribute("data-sends-files", "");
  let pass = () => {};
  const held = new Promise<void>((resolve) => { pass = resolve; });
  let sent = 0;
  await page.route("**/sandbox/import", async (route) => {
    sent += 1;
    await held;
    await route.continue();
  });
  await page.locator("[data-upload] summary").click();
  await page.getByLabel("A file", { exact: true }).setInputFiles({ name: "list.csv", mimeType: "text/csv", buffer: Buffer.from("a\n1\n") });
  const button = page.getByRole("button", { name: "Bring the file in" });
  await button.click();
  await expect(page.locator(".upload-progress")).toContainText(/Waiting for a place|sent|Sent/);
  await expect(page.locator("form.work")).toHaveAttribute("aria-busy", "true");
  await button.click({ force: true });
  pass();
  await expect(page.getByText("Nothing has been taken yet.")).toBeVisible();
  expect(sent).toBe(1);
});
