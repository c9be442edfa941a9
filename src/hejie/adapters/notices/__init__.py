"""What leaves the house: webhooks to machines over HTTP, e-mail to people over SMTP."""
