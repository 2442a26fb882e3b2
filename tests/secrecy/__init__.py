"""What a secret ballot keeps from whom, tried as an attacker would try it."""
