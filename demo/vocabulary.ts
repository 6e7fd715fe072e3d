/** The words that the demo's records are made of. */

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

export const firstNames = words(`
  Ada Aiko Alba Amara Amir Anna Anton Arjun Astrid Aylin Bela Bruno Camila Carlos Chiara Chloé Clara Daan Daria David
  Diego Eero Elena Elif Emil Emma Enzo Erik Eszter Fatima Felix Finn Freya Gabriel Giulia Greta Hana Hassan Henrik Ida
  Ines Ingrid Isabel Ivan Jakub Jana Jonas José Julia Kaja Karim Katarzyna Kenji Klara Lars Laura Leila Leon Lina Luca
  Lucía Maja Malik Marco Maria Mateo Mei Milan Mila Mohamed Nadia Niamh Nina Noah Nora Olga Omar Oskar Paolo Petra
  Priya Rafael Ravi Rosa Ruben Saoirse Sara Selin Sofia Søren Tariq Tessa Thea Tomás Ugo Valentina Wei Yara Yusuf Zoë
`);

export const lastNames = words(`
  Abe Achterberg Almeida Andersen Bakker Bauer Becker Bell Berg Bianchi Byrne Castillo Chen Conti Costa Dahl Demir Díaz
  Dubois Egger Eriksson Fernández Ferrari Fischer Fontaine Garcia Gruber Haas Hansen Hoffmann Horváth Hughes Ito Jansen
  Jensen Johansson Kaya Keller Khan Koch Kowalski Kumar Lang Larsen Lefebvre Lehtonen Lindqvist López Maier Martin
  Meyer Moreau Murphy Müller Nagy Nakamura Nguyen Nielsen Novak Okafor Olsen Patel Pereira Petrov Popescu Quinn Ricci
  Roth Rossi Sato Schmidt Schneider Silva Singh Sørensen Tanaka Torres Usman Vasquez Virtanen Vogel Wagner Walsh Weber
  Wright Yamada Yılmaz Zhang Zimmermann
`);

export const companyWords = words(`
  Alder Amber Anchor Arbor Aurora Beacon Birch Bridge Cedar Cobalt Copper Coral Crest Delta Ember Falcon Fern Granite
  Harbor Hazel Heron Indigo Iron Juniper Kestrel Lantern Lumen Maple Meadow Meridian Nimbus North Oak Onyx Orchard
  Pebble Pine Quarry Raven Ridge River Saffron Sierra Slate Solstice Spruce Summit Tidal Timber Vertex Willow Zephyr
`);

export const companyKinds = words(
  'Analytics Foods Freight Health Labs Logistics Media Motors Optics Power Robotics Software Systems Textiles',
);
export const companyForms = words('AB BV GmbH Inc. Ltd Oy SARL SL');
export const industries = words(
  'Automotive Chemicals Construction Energy Finance Food Healthcare Logistics Media Retail Software Telecom',
);
export const jobTitles = [
  'Account Manager',
  'Buyer',
  'CEO',
  'CFO',
  'CTO',
  'Head of IT',
  'Head of Sales',
  'Operations Lead',
  'Product Manager',
  'Project Manager',
  'Team Assistant',
] as const;
export const lifecycleStages = ['subscriber', 'lead', 'qualified', 'opportunity', 'customer'] as const;
export const dealStages = ['prospecting', 'qualified', 'proposal', 'negotiation', 'won', 'lost'] as const;
export const tags = ['newsletter', 'partner', 'vip', 'trade-fair', 'webinar', 'referral'] as const;
export const owners = [
  'amelie.roth@crm.example',
  'ben.walsh@crm.example',
  'chiara.conti@crm.example',
  'dev.patel@crm.example',
] as const;
export const currencies = ['EUR', 'USD', 'GBP', 'SEK'] as const;
export const streets = words(
  'Bahnhofstraße Calle_Mayor Church_Road Dorpsstraat High_Street Kungsgatan Lindenallee Market_Square Rue_Pasteur Station_Road Via_Roma',
).map((street) => street.replace('_', ' '));

export const cities = [
  { city: 'Amsterdam', country: 'NL', postalCodeDigits: 4 },
  { city: 'Barcelona', country: 'ES', postalCodeDigits: 5 },
  { city: 'Cork', country: 'IE', postalCodeDigits: 5 },
  { city: 'Göteborg', country: 'SE', postalCodeDigits: 5 },
  { city: 'Helsinki', country: 'FI', postalCodeDigits: 5 },
  { city: 'Kraków', country: 'PL', postalCodeDigits: 5 },
  { city: 'Lyon', country: 'FR', postalCodeDigits: 5 },
  { city: 'München', country: 'DE', postalCodeDigits: 5 },
  { city: 'Porto', country: 'PT', postalCodeDigits: 4 },
  { city: 'Torino', country: 'IT', postalCodeDigits: 5 },
  { city: 'Zürich', country: 'CH', postalCodeDigits: 4 },
] as const;
