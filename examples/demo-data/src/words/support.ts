/** `[subject, category]`. */
export const TICKET_SUBJECTS = [
  ['Receipt printer prints blank paper', 'Hardware'],
  ['Scanner does not connect over Bluetooth', 'Hardware'],
  ['Terminal shows "offline"', 'Hardware'],
  ['Cash drawer does not open', 'Hardware'],
  ['Invoice shows the wrong VAT number', 'Billing'],
  ['Charged twice for one order', 'Billing'],
  ['Please change the billing address', 'Billing'],
  ['Question about the renewal price', 'Billing'],
  ['Parcel has not arrived', 'Shipping'],
  ['Wrong item in the box', 'Shipping'],
  ['How do I add a colleague?', 'How-to'],
  ['How do I export sales to a spreadsheet?', 'How-to'],
  ['Where do I set opening hours?', 'How-to'],
  ['Stock levels do not match', 'Software'],
  ['Dashboard is slow on Mondays', 'Software'],
  ['Password reset e-mail never arrives', 'Software'],
  ['Cancel my subscription', 'Billing'],
  ['Feature request: split bills', 'Feedback'],
] as const;

export const COMMENTS = [
  'Thank you for writing. We are looking into it.',
  'Could you send us the serial number?',
  'Restarting helped, thank you!',
  'Still the same after the update.',
  'A replacement is on its way.',
  'I have corrected the invoice and sent it again.',
  'Escalated to engineering.',
  'The customer called; promised an answer by tomorrow.',
] as const;

export const TASK_TITLES = [
  'Call the customer back', 'Prepare the quarterly review', 'Renew the contract', 'Check the stock difference', 'Update the help article',
  'Send the offer', 'Review the refund request', 'Plan the onboarding', 'Fix the broken export', 'Order spare parts',
] as const;

export const REVIEWS = [
  'Does what it should.', 'Great quality, fast delivery.', 'Stopped working after a month.', 'Très bien !', 'Easy to set up.',
  'Sehr zuverlässig.', 'The manual could be better.', 'Good value for money.',
] as const;

export const NPS_COMMENTS = [
  'Setting up took ten minutes.', 'Support is friendly but slow.', 'Too expensive for a small café.', 'Reports could be more flexible.',
  'We recommend it to every shop in our street.',
] as const;

/** `[name, channel, how long in days]`. */
export const CAMPAIGNS = [
  ['Spring Clean Your Counter', 'Email', 45],
  ['Back to Business', 'Paid Search', 60],
  ['Holiday Rush Kit', 'Social', 50],
  ['Switch & Save', 'Paid Search', 90],
  ['Café Owners Meet-up', 'Events', 20],
  ['Refer a Neighbour', 'Referral', 120],
  ['Webinar: Stock Made Simple', 'Webinar', 14],
  ['New Terminal Launch', 'Social', 40],
] as const;
