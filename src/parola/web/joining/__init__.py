"""How one comes to have an account: by an invitation, or by asking for one where a brand lets people."""
