"""The live view in a real terminal: tmux shows what is on its screen."""
import os
import re
import subprocess
import time
import unittest

from program import Case, oathtool

COLUMNS, LINES = 100, 20


class Watch(Case):
    def setUp(self):
        super().setUp()
        lines = [f"otpauth://totp/Site{n:02}:ada?secret=GEZDGNBVGY3TQOJQ&issuer=Site{n:02}"
                 for n in range(40)]
        lines.append("otpauth://totp/Slow:ada?secret=JBSWY3DPEHPK3PXP&issuer=Slow&period=60")
        lines.append("otpauth://hotp/Counter:ada?secret=JBSWY3DPEHPK3PXP&issuer=Counter&counter=0")
        self.ok("import", self.write("list.txt", "\n".join(lines) + "\n"))
        self.socket = os.path.join(self.folder.name, "tmux")
        command = " ".join(f"'{word}'" for word in self.words("watch"))
        self.tmux("-f", "/dev/null", "new-session", "-d", "-x", str(COLUMNS), "-y", str(LINES),
                  f"{command}; echo ended $?; cat")
        self.addCleanup(self.tmux, "kill-server")
        self.wait_for("Enter copies")

    def tmux(self, *words):
        return subprocess.run(["tmux", "-S", self.socket, *words], text=True, capture_output=True,
                              env=self.environment(), check=True).stdout

    def screen(self):
        return self.tmux("capture-pane", "-p")

    def wait_for(self, text, seconds=60):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            screen = self.screen()
            if text in screen:
                return screen
        raise AssertionError(f"{text!r} did not come; there is\n{screen}")

    def keys(self, *keys):
        self.tmux("send-keys", *keys)

    def test_the_code_before_the_one_of_now_and_the_next_and_a_bar(self):
        for _ in range(3):  # A step may end between the two.
            before = time.time()
            screen = self.screen()
            if int(before // 30) == int(time.time() // 30):
                break
        step = int(before // 30) * 30
        codes = oathtool("GEZDGNBVGY3TQOJQ", "--totp", f"--now=@{step - 30}", "--window=2")
        row = next(line for line in screen.split("\n") if "Site00" in line)
        self.assertEqual(re.findall(r"\d{3} \d{3}", row),
                         [code[:3] + " " + code[3:] for code in codes.split("\n")])
        bar = screen.split("\n")[0]
        left = int(re.search(r"(\d+) s$", bar)[1])
        self.assertTrue(abs(left - (30 - before % 30)) <= 2, bar)
        self.assertAlmostEqual(bar.count("█") / (COLUMNS - 8), left / 30, delta=0.02)

    def test_slash_searches_and_enter_copies(self):
        self.keys("/", "s", "l", "o", "w")
        screen = self.wait_for("/slow")
        self.assertIn("Slow (ada)", screen)
        self.assertNotIn("Site", screen)
        # One period is the common one then: 60 s.
        self.keys("Enter")
        self.wait_for("[slow]")
        self.tmux("set-option", "-g", "set-clipboard", "on")
        self.keys("Enter")
        self.wait_for("Copied: Slow (ada)")
        copied = self.tmux("show-buffer")
        now = int(time.time())
        self.assertIn(copied, [oathtool("JBSWY3DPEHPK3PXP", "--totp", "--time-step-size=60s",
                                        f"--now=@{at}") for at in (now - 60, now)])
        self.keys("Escape")  # What was chosen stays chosen.
        self.assertIn("> Slow (ada)", self.wait_for("Site39"))

    def test_it_scrolls_and_counters_are_not_spent(self):
        self.keys("G")
        self.wait_for("> Slow (ada)")
        self.keys("g")
        screen = self.wait_for("> Counter (ada)")
        self.assertIn("by counter", screen)
        self.keys("Enter")
        self.wait_for("are made by sparekey code")
        self.assertEqual(self.ok("code", "counter", "--json").json["counter"], 1)

    def test_q_ends_and_leaves_the_terminal_as_it_was(self):
        self.keys("q")
        screen = self.wait_for("ended 0")
        self.assertNotIn("Site00", screen)

    def test_a_signal_ends_it_and_leaves_the_terminal_as_it_was(self):
        shell = int(self.tmux("list-panes", "-F", "#{pane_pid}"))
        with open(f"/proc/{shell}/task/{shell}/children") as children:
            os.kill(int(children.read().split()[0]), 15)
        self.assertNotIn("Site00", self.wait_for("ended 0"))

    def test_another_size_is_another_screen(self):
        self.tmux("resize-window", "-x", "60", "-y", "10")
        until = time.monotonic() + 20
        while time.monotonic() < until:
            lines = self.screen().split("\n")
            if "Enter copies" in "\n".join(lines[9:10]):
                break
        self.assertIn("Enter copies", lines[9])


if __name__ == "__main__":
    unittest.main(verbosity=2)
