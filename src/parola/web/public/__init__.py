"""What everybody may read without an account: the policy of each brand, drawn from its agreement."""
