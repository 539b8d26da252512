"""Cases: what runs, what was done, what waits for whom; every command that moves one."""
