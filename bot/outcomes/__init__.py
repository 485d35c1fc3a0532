"""What happened to a request: another attempt, a reply, a referral, a new deadline, a reminder of one's own."""
